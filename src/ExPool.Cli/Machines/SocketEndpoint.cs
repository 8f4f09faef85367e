using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Machines;

/// <summary>Speaks over an abstract socket, a name without a file (unix(7)).</summary>
/// <remarks>Everybody can see the name and connect, so each side asks the system who the other one is.</remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class SocketEndpoint : LiveEndpoint
{
    private const int Backlog = 16;

    private readonly Socket _socket;

    private SocketEndpoint(Socket socket) => _socket = socket;

    private static string Prefix =>
        string.Create(CultureInfo.InvariantCulture, $"expool-model-{GetEffectiveUserId()}-");

    /// <summary>Begins to listen.</summary>
    /// <param name="name">The machine's name.</param>
    public static SocketEndpoint Open(string name)
    {
        Socket socket = MakeSocket();
        try
        {
            socket.Bind(AddressOf(name));
            socket.Listen(Backlog);
            return new SocketEndpoint(socket);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new ToolException(failure.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"--name '{name}' is taken: a machine of that name runs; expected a name that no machine has"
                : $"--name '{name}' cannot be listened on: {failure.Message}");
        }
    }

    /// <summary>Speaks to a machine.</summary>
    /// <param name="name">The machine's name.</param>
    public static new Stream? Connect(string name)
    {
        Socket socket = MakeSocket();
        try
        {
            socket.Connect(AddressOf(name));
            if (IsOfThisUser(socket))
            {
                return StreamOf(socket);
            }
        }
        catch (SocketException)
        {
            // Nobody listens, or too many wait there.
        }

        socket.Dispose();
        return null;
    }

    /// <summary>The names of this user's live machines.</summary>
    public static new List<string> List()
    {
        // The path is the last column; an abstract one is written with @ for its first byte, which is 0 (proc(5)).
        string mark = " @" + Prefix;
        HashSet<string> names = [];
        try
        {
            foreach (string line in File.ReadLines("/proc/net/unix"))
            {
                int at = line.IndexOf(mark, StringComparison.Ordinal);
                if (at >= 0 && MachineName.IsValid(line[(at + mark.Length)..]))
                {
                    names.Add(line[(at + mark.Length)..]);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A system without that list has machines that are found by name only.
        }

        return [.. names];
    }

    /// <inheritdoc/>
    public override Stream? Accept()
    {
        while (true)
        {
            try
            {
                Socket socket = _socket.Accept();
                if (IsOfThisUser(socket))
                {
                    return StreamOf(socket);
                }

                socket.Dispose();
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _socket.Dispose();

    private static Socket MakeSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static UnixDomainSocketEndPoint AddressOf(string name) => new($"\0{Prefix}{name}");

    private static NetworkStream StreamOf(Socket socket)
    {
        socket.ReceiveTimeout = TimeoutMilliseconds;
        socket.SendTimeout = TimeoutMilliseconds;
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static bool IsOfThisUser(Socket socket)
    {
        const int SocketLevel = 1;         // SOL_SOCKET
        const int PeerCredentials = 17;    // SO_PEERCRED: process, user, group
        Span<uint> credentials = stackalloc uint[3];
        int byteCount = socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(credentials));
        return byteCount == credentials.Length * sizeof(uint) && credentials[1] == GetEffectiveUserId();
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
