// Two small rooms with every way in which a lower one can reach upward. The checker must see each of them;
// RoomCheckTests holds it to that. They stand together because their only purpose is to be compared.
#pragma warning disable CA1822, CA1812, CA1040, CA1813, CA1018, CA1710, CA1064, CA1819, CS0649

using System;
using System.Collections.Generic;
using ExPool.Repository.Tests.Rooms.Sample.Words;

namespace ExPool.Repository.Tests.Rooms.Sample.Words
{
    internal enum Plain
    {
        First,
    }

    internal readonly record struct Pair(Plain Left, Plain Right);

    internal sealed class Refusal : InvalidOperationException
    {
        internal Pair Why;
    }

    internal sealed class Actor
    {
        internal Pair Why;
    }

    internal readonly record struct Heavy(High.Service Service);

    internal readonly record struct HeavyToo(Heavy Heavy);
}

namespace ExPool.Repository.Tests.Rooms.Sample.High
{
    internal interface IContract;

    internal class Service
    {
        public static int Count;

        public static int Next() => ++Count;

        public static T Echo<T>(T value) => value;
    }

    internal sealed class Stop : Exception;

    internal sealed class MarkAttribute : Attribute;
}

namespace ExPool.Repository.Tests.Rooms.Sample.Low
{
    internal sealed class ByBase : High.Service;

    internal sealed class ByInterface : High.IContract;

    internal sealed class ByField
    {
        internal List<High.Service[]>? Field;
    }

    internal sealed class ByParameter
    {
        internal void Take(ref High.Service? service) => service = null;
    }

    internal sealed class ByCall
    {
        internal int Call() => High.Service.Next();
    }

    internal sealed class ByStaticField
    {
        internal int Read() => High.Service.Count;
    }

    internal sealed class ByLambda
    {
        internal Func<int> Make() => () => High.Service.Next();
    }

    internal sealed class ByGenericMethod
    {
        internal object? Call() => Array.Empty<High.IContract>();
    }

    internal sealed class ByConstraint<T>
        where T : High.Service
    {
        internal T? Value;
    }

    internal sealed class ByCatch
    {
        internal bool Try(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (High.Stop)
            {
                return false;
            }
        }
    }

    internal sealed class ByTypeOf
    {
        internal Type Name() => typeof(High.Service);
    }

    internal sealed class ByNestedType
    {
        internal sealed class Inner
        {
            internal bool Is(object value) => value is High.Service;
        }
    }

    [High.Mark]
    internal sealed class ByAttribute;

    internal sealed class ByHeavyWord
    {
        internal HeavyToo Word;
    }

    internal sealed class Lawful
    {
        internal Pair Word = new(Plain.First, Plain.First);

        internal string Text() => Word.ToString();
    }
}
