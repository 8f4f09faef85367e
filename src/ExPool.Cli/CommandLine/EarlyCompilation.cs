using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Snapshots;

namespace ExPool.Cli.CommandLine;

/// <summary>Compiles what a first snapshot runs, on another thread, while the command line is parsed.</summary>
/// <remarks>
/// A tool that takes one snapshot and ends would spend more of it on compiling than on reading. Nothing waits
/// for this: what is not done yet is compiled when it is called.
/// </remarks>
internal static class EarlyCompilation
{
    private const string Room = "ExPool.Snapshots.Reading";
    private const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Static | BindingFlags.Instance;

    /// <summary>Begins, for a command line that will take a snapshot.</summary>
    /// <param name="arguments">What the user typed.</param>
    public static void Begin(string[] arguments)
    {
        if (arguments is ["mon" or "poolused", ..] && Environment.ProcessorCount > 1)
        {
            new Thread(Compile) { IsBackground = true, Name = "early compilation" }.Start();
        }
    }

    private static void Compile()
    {
        foreach (Type type in typeof(PoolReader).Assembly.GetTypes())
        {
            if (type.Namespace != Room || type.ContainsGenericParameters)
            {
                continue;
            }

            foreach (MethodBase method in type.GetMembers(Own).OfMethods())
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
        }
    }

    private static IEnumerable<MethodBase> OfMethods(this MemberInfo[] members)
    {
        foreach (MemberInfo member in members)
        {
            if (member is MethodBase { IsAbstract: false, ContainsGenericParameters: false } method)
            {
                yield return method;
            }
        }
    }
}
