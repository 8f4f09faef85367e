using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Reflection;
using System.Text;

namespace ExPool.Machine;

/// <summary>Names the code that called into the pools, as text that another process can show.</summary>
internal static class HostCallSite
{
    private static readonly Assembly s_own = typeof(HostCallSite).Assembly;

    /// <summary>Writes "Type.Method (File.cs:12)" of the first frame outside of this library.</summary>
    /// <param name="destination">Where to write UTF-8; what does not fit is cut at a character.</param>
    /// <returns>The bytes written; 0 when no frame can be named.</returns>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "A trimmed frame has no method and is passed over.")]
    public static int Describe(Span<byte> destination)
    {
        foreach (StackFrame frame in new StackTrace(1, fNeedFileInfo: true).GetFrames())
        {
            MethodBase? method = frame.GetMethod();
            if (method is null || method.DeclaringType?.Assembly == s_own || IsRuntimes(method) || IsMachines(method))
            {
                continue;
            }

            string text = NameOf(method);
            string? file = frame.GetFileName();
            if (file is not null)
            {
                text = $"{text} ({Path.GetFileName(file)}:{frame.GetFileLineNumber()})";
            }

            Encoding.UTF8.GetEncoder().Convert(text, destination, flush: true, out _, out int written, out _);
            return written;
        }

        return 0;
    }

    private static bool IsRuntimes(MethodBase method) =>
        method.DeclaringType?.Assembly == typeof(object).Assembly;

    /// <summary>A machine that someone wraps around this one is on the way to the caller, and never the
    /// caller.</summary>
    private static bool IsMachines(MethodBase method) => typeof(IMachine).IsAssignableFrom(method.DeclaringType);

    /// <summary>The method as its author wrote it: a state machine or a lambda is named after its method.</summary>
    private static string NameOf(MethodBase method)
    {
        Type? type = method.DeclaringType;
        string name = Written(method.Name) ?? method.Name;
        while (type is not null && type.Name.StartsWith('<'))
        {
            name = method.Name == "MoveNext" ? Written(type.Name) ?? name : name;
            type = type.DeclaringType;
        }

        return type is null ? name : $"{type.FullName}.{name}";
    }

    /// <summary>What the author wrote, of a name that the compiler made; null when nothing of it is left.</summary>
    /// <remarks>
    /// <c>&lt;M&gt;b__0</c> is a lambda in M, <c>&lt;M&gt;d__1</c> the state machine of M,
    /// <c>&lt;M&gt;g__F|0_1</c> the local function F in M, and M may be such a name itself.
    /// </remarks>
    private static string? Written(string name)
    {
        int end = name.StartsWith('<') ? EndOfBrackets(name) : 0;
        if (end <= 1)
        {
            return null;
        }

        string rest = name[(end + 1)..];
        int bar = rest.IndexOf('|', StringComparison.Ordinal);
        if (rest.StartsWith("g__", StringComparison.Ordinal) && bar > 3)
        {
            return rest[3..bar];
        }

        string inner = name[1..end];
        return Written(inner) ?? inner;
    }

    private static int EndOfBrackets(string name)
    {
        int depth = 0;
        for (int index = 0; index < name.Length; index++)
        {
            depth += name[index] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0)
            {
                return index;
            }
        }

        return 0;
    }
}
