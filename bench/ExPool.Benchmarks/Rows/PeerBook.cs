using System;
using System.Collections.Generic;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Rows;

/// <summary>The contestants: ours, .NET's own, and those whose libraries are installed.</summary>
internal sealed class PeerBook
{
    /// <summary>The name of the pools in documents.</summary>
    public const string OursName = "ours";

    /// <summary>The name of the loop without an allocator.</summary>
    public const string HarnessName = "harness";

    /// <summary>The first reference.</summary>
    public const string NativeMemoryName = "NativeMemory";

    /// <summary>The peer that memory is judged by.</summary>
    public const string MimallocName = "mimalloc";

    /// <summary>What follows a peer's name when it is called without the runtime's transition.</summary>
    public const string SuppressSuffix = "+Suppress";

    private readonly List<Peer> _peers = [];
    private readonly List<MissingPeer> _missing = [];

    private PeerBook()
    {
        _peers.Add(new AllocatorPeer<NoAllocator, NoAllocator, NoAllocator, nuint>(HarnessName, PeerKind.Harness));
        _peers.Add(new OursPeer());
        _peers.Add(Native<NativeMemoryCalls>(NativeMemoryName, PeerKind.NativeMemory));
        AddNative<MimallocCalls, MimallocSuppressedCalls>(s_libraries[0]);
        AddNative<JemallocCalls, JemallocSuppressedCalls>(s_libraries[1]);
        AddNative<TcmallocCalls, TcmallocSuppressedCalls>(s_libraries[2]);
        _peers.Add(new AllocatorPeer<SharedArrayPool, SharedArrayPool, SharedArrayPool, RentedArray>(
            "ArrayPool", PeerKind.Arrays));
    }

    private static readonly PeerLibrary[] s_libraries =
    [
        new(MimallocName, NativeLibraries.Mimalloc, "libmimalloc2.0"),
        new("jemalloc", NativeLibraries.Jemalloc, "libjemalloc2"),
        new("tcmalloc", NativeLibraries.Tcmalloc, "libtcmalloc-minimal4"),
    ];

    /// <summary>The libraries of the peers, installed or not.</summary>
    public static IReadOnlyList<PeerLibrary> Libraries => s_libraries;

    /// <summary>Who takes part.</summary>
    public IReadOnlyList<Peer> Peers => _peers;

    /// <summary>Who cannot.</summary>
    public IReadOnlyList<MissingPeer> Missing => _missing;

    /// <summary>Finds the contestants that this machine has.</summary>
    public static PeerBook Open() => new();

    /// <summary>A contestant that every machine has.</summary>
    /// <param name="name">Its name.</param>
    public Peer this[string name] => _peers.Find(peer => peer.Name == name)
        ?? throw new ArgumentException($"'{name}' takes no part", nameof(name));

    /// <summary>The contestants of a row.</summary>
    /// <param name="row">The row.</param>
    public List<Peer> Of(Row row)
    {
        List<Peer> peers = [];
        foreach (Peer peer in _peers)
        {
            foreach (PeerKind kind in row.Kinds)
            {
                if (kind == peer.Kind)
                {
                    peers.Add(peer);
                }
            }
        }

        return peers;
    }

    private static AllocatorPeer<NativePlain<TCalls>, NativePlain<TCalls>, NativeZeroed<TCalls>, nuint>
        Native<TCalls>(string name, PeerKind kind)
        where TCalls : struct, INativeCalls => new(name, kind);

    private void AddNative<TCalls, TSuppressedCalls>(PeerLibrary library)
        where TCalls : struct, INativeCalls
        where TSuppressedCalls : struct, INativeCalls
    {
        if (library.Problem is { } problem)
        {
            string reason = library.NeedsStaticTls ? problem : $"apt-get install {library.Package}";
            _missing.Add(new MissingPeer(library.Peer, reason));
            return;
        }

        _peers.Add(Native<TCalls>(library.Peer, PeerKind.Native));
        _peers.Add(Native<TSuppressedCalls>(library.Peer + SuppressSuffix, PeerKind.NativeSuppressed));
    }
}
