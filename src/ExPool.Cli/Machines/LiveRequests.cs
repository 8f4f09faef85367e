using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using ExPool.Model;
using ExPool.Model.Drivers;
using ExPool.Snapshots;

namespace ExPool.Cli.Machines;

/// <summary>Answers one request to a live machine, between two of its steps.</summary>
internal static class LiveRequests
{
    private const string Expected =
        "expected counters, state, reach, load, tell, control or stop, each with a 1 after it";

    /// <summary>Answers.</summary>
    /// <param name="source">The machine.</param>
    /// <param name="request">The line that was sent.</param>
    /// <param name="stream">Where the answer goes: a line, and then a document or the machine.</param>
    /// <exception cref="IOException">Who asked has gone.</exception>
    public static void Answer(IMachineSource source, string request, Stream stream)
    {
        switch (request)
        {
            case LiveProtocol.Counters:
                PoolSnapshot snapshot = source.Capture();
                LiveProtocol.WriteLine(stream, LiveProtocol.Ok);
                LiveCounters counters = new(Environment.ProcessId, snapshot, source.ReadMemory());
                LiveProtocol.Write(stream, counters, LiveJson.Default.LiveCounters);
                break;
            case LiveProtocol.State:
                LiveProtocol.WriteLine(stream, LiveProtocol.Ok);
                using (BufferedStream buffered = new(stream, LiveProtocol.BufferByteCount))
                {
                    source.Machine.Save(buffered);
                }

                break;
            case LiveProtocol.Reach:
                LiveReach reach = new(source.Machine.ReadReach(), source.Machine.PoolUsageMaximum);
                LiveProtocol.WriteLine(stream, LiveProtocol.Ok);
                LiveProtocol.Write(stream, reach, LiveJson.Default.LiveReach);
                break;
            default:
                AnswerOfDriver(source.Machine, request, stream);
                break;
        }
    }

    private static void AnswerOfDriver(Computer machine, string request, Stream stream)
    {
        LiveDriver driver;
        try
        {
            driver = Serve(machine, request);
        }
        catch (ComputerException exception)
        {
            LiveProtocol.WriteLine(stream, exception.Message);
            return;
        }

        LiveProtocol.WriteLine(stream, LiveProtocol.Ok);
        LiveProtocol.Write(stream, driver, LiveJson.Default.LiveDriver);
    }

    private static LiveDriver Serve(Computer machine, string request)
    {
        string[] words = request.Split(' ');
        string what = words.Length > 2 ? $"{words[0]} {words[1]}" : "";
        if (what == LiveProtocol.LoadDriver)
        {
            if (machine.Stop is { } stop)
            {
                throw new ComputerException($"the machine has stopped, 0x{(uint)stop.Code:X}; expected one that runs");
            }

            machine.Add(DriverCatalog.Create(request[(LiveProtocol.LoadDriver.Length + 1)..]));
            return Tell(machine, machine.Drivers.Count - 1);
        }

        int number = what is LiveProtocol.AskDriver or LiveProtocol.StopDriver or LiveProtocol.ControlDriver
            ? NumberOf(machine, words[2])
            : throw new ComputerException($"'{request}' is no request; {Expected}");
        switch (what, words.Length)
        {
            case (LiveProtocol.AskDriver, 3):
                break;
            case (LiveProtocol.StopDriver, 3):
                machine.RequestStop(machine.Drivers[number]);
                break;
            case (LiveProtocol.ControlDriver, 5):
                machine.Drivers[number].Control(words[3], words[4]);
                break;
            default:
                throw new ComputerException($"'{request}' is no request; {Expected}");
        }

        return Tell(machine, number);
    }

    private static int NumberOf(Computer machine, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number < machine.Drivers.Count
            ? number
            : throw new ComputerException(
                $"there is no driver {text}; expected a number below {machine.Drivers.Count}");

    private static LiveDriver Tell(Computer machine, int number) => new(
        number,
        machine.IsRunning(machine.Drivers[number]),
        new Dictionary<string, ulong>(machine.Drivers[number].Tell()));
}
