using System;
using System.Collections.Generic;
using ExPool.Model.Ke;

namespace ExPool.Model;

/// <summary>A driver: code that runs in the kernel, in steps.</summary>
/// <remarks>A step runs to its end. What a driver has to remember between steps lies in machine memory, or in what
/// <see cref="Save"/> writes: a machine that was saved and loaded goes on as if nothing had been.</remarks>
public abstract class Driver
{
    /// <summary>How a step says that its thread has ended.</summary>
    public static TimeSpan Ended { get; } = TimeSpan.FromTicks(-1);

    /// <summary>The name of its image, as "leaker.sys".</summary>
    public abstract string Name { get; }

    /// <summary>The name by which <see cref="DriverKinds"/> make another of its kind: that of its class.</summary>
    public virtual string Kind => GetType().Name;

    /// <summary>Its threads.</summary>
    public virtual int ThreadCount => 1;

    /// <summary>Whether it was asked to stop: its steps free what it has, and then its threads end.</summary>
    public bool IsStopping { get; protected internal set; }

    /// <summary>Runs one step of a thread at PASSIVE_LEVEL.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="thread">Which thread, from 0.</param>
    /// <returns>How long the thread waits until its next step; <see cref="Ended"/> when there is none.</returns>
    public abstract TimeSpan Step(IKernel kernel, int thread);

    /// <summary>Runs deferred work at DISPATCH_LEVEL.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="context">What was given with the request.</param>
    public virtual void Deferred(IKernel kernel, ulong context)
    {
    }

    /// <summary>Answers its device's interrupt, at the device's level: usually queues a DPC.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="context">What was given with the request.</param>
    public virtual void Interrupt(IKernel kernel, ulong context) => kernel?.QueueDpc(context);

    /// <summary>Tells the driver something while it runs, between two of its steps: NT's device control.</summary>
    /// <param name="name">What it is about, as "rate".</param>
    /// <param name="value">The new value, as "20MB/s".</param>
    /// <exception cref="ComputerException">It takes no such request, or the value is none; one line says what was
    /// expected.</exception>
    public virtual void Control(string name, string value) =>
        throw new ComputerException($"{Name} takes no request '{name}'; it takes none");

    /// <summary>What the driver tells of itself, by name; whoever asks runs no code of the machine.</summary>
    public virtual IReadOnlyDictionary<string, ulong> Tell() => new Dictionary<string, ulong>();

    /// <summary>Writes what the driver remembers.</summary>
    public abstract void Save(StateWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, all of it, into a driver that a <see cref="DriverKinds"/> made.
    /// What is read has to be checked: it may come from anybody.</summary>
    public abstract void Load(StateReader reader);
}
