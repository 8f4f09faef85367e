using System.Collections.Generic;
using ExPool.Model.Cc;
using ExPool.Model.Cm;
using ExPool.Model.Io;
using ExPool.Model.Ke;
using ExPool.Model.Ob;
using ExPool.Model.Ps;
using ExPool.Model.Vm;

namespace ExPool.Model;

/// <summary>The components of the system that programs ask: NT's executive above its pools.</summary>
internal sealed class SystemServices
{
    private readonly List<SystemPart> _parts = [];

    public SystemServices(SystemContext context)
    {
        Context = context;
        Spaces = Add(new ProcessSpaces(context));
        Objects = Add(new ObjectManager(context));
        Processes = Add(new ProcessManager(context, Objects, Spaces));
        Events = Add(new EventLog(context));
        Conditions = Add(new MemoryConditions(context));
        Files = Add(new IoManager(context, Objects));
        Cache = Add(new CacheManager(context, Objects, Files, Events));
        _ = Add(new PagedPoolWatch(context, Cache));
        Registry = Add(new Registry(context));
        Sessions = Add(new Sessions(context, Spaces));
    }

    /// <summary>What the components stand on.</summary>
    public SystemContext Context { get; }

    /// <summary>Hives, keys, values.</summary>
    public Registry Registry { get; }

    /// <summary>The address spaces of processes.</summary>
    public ProcessSpaces Spaces { get; }

    /// <summary>Objects and handles.</summary>
    public ObjectManager Objects { get; }

    /// <summary>Processes and threads.</summary>
    public ProcessManager Processes { get; }

    /// <summary>Files, requests and sections.</summary>
    public IoManager Files { get; }

    /// <summary>The system cache.</summary>
    public CacheManager Cache { get; }

    /// <summary>The event log.</summary>
    public EventLog Events { get; }

    /// <summary>Whether memory is low or high.</summary>
    public MemoryConditions Conditions { get; }

    /// <summary>Sessions, with their pools and views.</summary>
    public Sessions Sessions { get; }

    /// <summary>Does each component's work of a second.</summary>
    public void Second()
    {
        foreach (SystemPart part in _parts)
        {
            part.Second();
        }
    }

    /// <summary>Writes what the components remember.</summary>
    public void Save(StateWriter writer)
    {
        foreach (SystemPart part in _parts)
        {
            writer.Begin(part.Name);
            part.Save(writer);
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        foreach (SystemPart part in _parts)
        {
            reader.Expect(part.Name);
            part.Load(reader);
        }
    }

    private TPart Add<TPart>(TPart part)
        where TPart : SystemPart
    {
        _parts.Add(part);
        return part;
    }
}
