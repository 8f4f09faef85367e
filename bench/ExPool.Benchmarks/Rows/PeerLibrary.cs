using System;
using System.Runtime.InteropServices;

namespace ExPool.Benchmarks.Rows;

/// <summary>A library that a peer needs, and how to install it.</summary>
/// <param name="Peer">The peer's name.</param>
/// <param name="File">The library, by the name that the system's loader knows.</param>
/// <param name="Package">The package of Debian and Ubuntu.</param>
internal sealed record PeerLibrary(string Peer, string File, string Package)
{
    private string? _problem;

    /// <summary>Why it cannot be used; <see langword="null"/> when it can.</summary>
    public string? Problem => (_problem ??= Load()).Length == 0 ? null : _problem;

    /// <summary>The loader found no room for the library's thread-local data, which it needs from the start of the
    /// process.</summary>
    public bool NeedsStaticTls => Problem?.Contains("static TLS", StringComparison.Ordinal) ?? false;

    private string Load()
    {
        try
        {
            _ = NativeLibrary.Load(File);
            return "";
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            return exception.Message;
        }
    }
}
