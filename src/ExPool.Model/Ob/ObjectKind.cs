namespace ExPool.Model.Ob;

/// <summary>The type of an object; its name is that of the structure which is its body.</summary>
internal enum ObjectKind
{
    /// <summary>No object.</summary>
    None,

    /// <summary>A directory of the namespace.</summary>
    Directory,

    /// <summary>A name that stands for another.</summary>
    SymbolicLink,

    /// <summary>Who somebody is, and what he may.</summary>
    Token,

    /// <summary>A process.</summary>
    Process,

    /// <summary>A thread.</summary>
    Thread,

    /// <summary>A group of processes.</summary>
    Job,

    /// <summary>Something to wait for that is set and reset.</summary>
    Event,

    /// <summary>Something to wait for that one thread owns.</summary>
    Mutant,

    /// <summary>Something to wait for that counts.</summary>
    Semaphore,

    /// <summary>Something to wait for that a moment sets.</summary>
    Timer,

    /// <summary>Where ended requests are waited for.</summary>
    IoCompletion,

    /// <summary>Memory that may be mapped: of a file, or of its own.</summary>
    Section,

    /// <summary>A key of the registry.</summary>
    Key,

    /// <summary>Where messages are sent to.</summary>
    Port,

    /// <summary>A file that was opened.</summary>
    File,

    /// <summary>A device.</summary>
    Device,

    /// <summary>A driver.</summary>
    Driver,

    /// <summary>Desktops with a clipboard.</summary>
    WindowStation,

    /// <summary>Windows on a screen.</summary>
    Desktop,
}
