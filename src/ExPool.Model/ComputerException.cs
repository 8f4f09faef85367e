using System;

namespace ExPool.Model;

/// <summary>A machine cannot be made, saved or loaded: one line says what, where and what was expected.</summary>
public sealed class ComputerException : Exception
{
    /// <summary>Makes an exception.</summary>
    public ComputerException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that another one caused.</summary>
    public ComputerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
