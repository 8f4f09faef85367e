using System.Runtime.CompilerServices;
using System.Threading;

namespace ExPool.Machine;

/// <summary>Gives each thread of this process a processor number, and takes the numbers of dead threads
/// back.</summary>
/// <remarks>
/// On the host a thread is a processor. A number belongs to one living thread at a time; the processor
/// block of a dead thread's number, with its counters, goes to the next thread that gets the number. So
/// counters are never lost, and threads that come and go cost no memory beyond the most that lived at once.
/// Reading a thread's own number takes no lock.
/// </remarks>
internal sealed class HostThreads
{
    /// <summary>Threads beyond this many at once get no number; they count in a shared place.</summary>
    public const int MaximumCount = 16384;

    // Each birth looks at this many numbers for a dead owner, so that a birth is cheap and a dead number is
    // found soon.
    private const int LookedAtPerBirth = 16;

    [System.ThreadStatic]
    private static HostThreads? t_current;

    // What this thread is on other machines: several executives in one process are rare.
    [System.ThreadStatic]
    private static ConditionalWeakTable<HostThreads, Registration>? t_registrations;

    private static int s_machineCount;

    private readonly Lock _lock = new();
    private Thread?[] _owners = new Thread?[64];
    private int _count;
    private int _next;

    /// <summary>This machine's number among those of the process, from 1.</summary>
    public uint Machine { get; } = (uint)Interlocked.Increment(ref s_machineCount);

    /// <summary>This thread's number, from 0; -1 when there is none left.</summary>
    public int CurrentNumber
    {
        get
        {
            Enter();
            return HostThread.t_number;
        }
    }

    /// <summary>This thread's own word.</summary>
    public nuint CurrentControl
    {
        get
        {
            Enter();
            return HostThread.t_control;
        }

        set
        {
            Enter();
            HostThread.SetControl(Machine, value);
        }
    }

    /// <summary>Makes this the machine whose number and word are at hand.</summary>
    private void Enter()
    {
        if (HostThread.t_machine == Machine)
        {
            return;
        }

        t_registrations ??= [];
        if (t_current is not null && t_registrations.TryGetValue(t_current, out Registration? left))
        {
            left.Control = HostThread.t_control;
        }

        if (!t_registrations.TryGetValue(this, out Registration? mine))
        {
            mine = new Registration(TakeNumber());
            t_registrations.Add(this, mine);
        }

        HostThread.t_number = mine.Number;
        HostThread.SetControl(Machine, mine.Control);
        HostThread.t_machine = Machine;
        t_current = this;
    }

    private int TakeNumber()
    {
        lock (_lock)
        {
            for (int looked = 0; looked < LookedAtPerBirth && looked < _count; looked++)
            {
                int candidate = _next;
                _next = _next + 1 < _count ? _next + 1 : 0;
                if (_owners[candidate] is { IsAlive: false })
                {
                    _owners[candidate] = Thread.CurrentThread;
                    return candidate;
                }
            }

            if (_count == MaximumCount)
            {
                return -1;
            }

            if (_count == _owners.Length)
            {
                System.Array.Resize(ref _owners, _count * 2);
            }

            _owners[_count] = Thread.CurrentThread;
            return _count++;
        }
    }

    private sealed class Registration(int number)
    {
        public int Number { get; } = number;

        public nuint Control { get; set; }
    }
}
