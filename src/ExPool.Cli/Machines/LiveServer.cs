using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace ExPool.Cli.Machines;

/// <summary>Lets other processes of the same user look at a machine, between two of its steps.</summary>
/// <remarks>
/// A connection is one request and one answer. The request is a line; the answer a line, <c>ok</c> or what is wrong,
/// and then bytes until the end (<see cref="LiveProtocol"/>). The machine's own thread answers, so nothing runs
/// meanwhile.
/// </remarks>
internal sealed class LiveServer : IDisposable
{
    // Who asks and does not ask on, or does not read, may not hold the machine up for longer.
    private const int MostWaiting = 16;

    private readonly IMachineSource _source;
    private readonly LiveEndpoint _endpoint;
    private readonly BlockingCollection<Request> _requests = new(MostWaiting);
    private readonly Thread _listener;

    private LiveServer(IMachineSource source, LiveEndpoint endpoint)
    {
        _source = source;
        _endpoint = endpoint;
        _listener = new Thread(Listen) { IsBackground = true, Name = "live machine" };
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="source">The machine; its name is what it is found by.</param>
    /// <exception cref="CommandLine.ToolException">A machine of that name runs already.</exception>
    public static LiveServer Start(IMachineSource source)
    {
        LiveServer server = new(source, LiveEndpoint.Listen(source.Origin.Name));
        server._listener.Start();
        return server;
    }

    /// <summary>Answers what was asked, and waits for more; at least once.</summary>
    /// <param name="duration">How long; less than nothing is no time.</param>
    /// <param name="stop">Ends it early.</param>
    public void Serve(TimeSpan duration, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        do
        {
            TimeSpan left = duration - clock.Elapsed;
            int milliseconds = (int)Math.Clamp(left.TotalMilliseconds, 0, int.MaxValue);
            try
            {
                if (_requests.TryTake(out Request? request, milliseconds, stop))
                {
                    Answer(request);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (clock.Elapsed < duration);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _endpoint.Dispose();
        _listener.Join();
        while (_requests.TryTake(out Request? request))
        {
            request.Stream.Dispose();
        }

        _requests.Dispose();
    }

    private void Listen()
    {
        while (_endpoint.Accept() is { } stream)
        {
            try
            {
                string word = LiveProtocol.ReadLine(stream);
                if (!_requests.TryAdd(new Request(word, stream)))
                {
                    LiveProtocol.WriteLine(stream, "too many ask at once");
                    stream.Dispose();
                }
            }
            catch (IOException)
            {
                // It went away, or said nothing.
                stream.Dispose();
            }
        }
    }

    private void Answer(Request request)
    {
        using Stream stream = request.Stream;
        try
        {
            LiveRequests.Answer(_source, request.Word, stream);
        }
        catch (IOException)
        {
            // Who asked has gone, or reads too slowly: the machine goes on.
        }
    }

    private sealed record Request(string Word, Stream Stream);
}
