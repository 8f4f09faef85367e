namespace ExPool.Model.Ps;

/// <summary>What a desktop is for, which decides how large its heap may become.</summary>
internal enum DesktopKind
{
    /// <summary>The one that a user sees.</summary>
    Interactive = 0,

    /// <summary>That of a service.</summary>
    NonInteractive = 1,

    /// <summary>The one for logging on.</summary>
    Winlogon = 2,

    /// <summary>The one that is shown while nobody is connected.</summary>
    Disconnect = 3,
}
