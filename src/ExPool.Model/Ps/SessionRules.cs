using System;

namespace ExPool.Model.Ps;

/// <summary>What a release knows of sessions (docs/sources.md#sessions).</summary>
internal sealed class SessionRules
{
    private static readonly Version s_2000 = new(5, 0);
    private static readonly Version s_xp = new(5, 1);

    public SessionRules(SystemContext system)
    {
        Version version = system.Release;
        bool isAsked = system.Registry.Get("SessionPoolSize") is not null
            || system.Registry.Get("SessionViewSize") is not null;
        HasSessions = version > s_2000 || (version == s_2000 && isAsked);
        HasOwnPool = HasSessions && version != s_xp;
        PoolMaximum = system.Limits.SessionPoolMaximum.ByteCount;
        ViewMaximum = system.Limits.SessionViewMaximum.ByteCount;
    }

    /// <summary>Whether there are sessions. Windows 2000 has them with Terminal Services: the model takes it for that
    /// where SessionPoolSize or SessionViewSize is set.</summary>
    public bool HasSessions { get; }

    /// <summary>Whether session pool is a pool of its own; on XP it comes from paged pool.</summary>
    public bool HasOwnPool { get; }

    /// <summary>The most session pool; <see langword="null"/> where no source has a number.</summary>
    public ulong? PoolMaximum { get; }

    /// <summary>The most views; <see langword="null"/> where no source has a number.</summary>
    public ulong? ViewMaximum { get; }
}
