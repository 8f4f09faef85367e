using System;
using System.Collections.Generic;

namespace ExPool.Repository.Tests.Rooms;

/// <summary>What a compiled assembly says about itself: its types, and what each of them uses.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="References">The assemblies it refers to.</param>
/// <param name="Types">Its outermost types.</param>
/// <param name="Uses">Each pair of a type and something that it uses, once.</param>
internal sealed record AssemblyUses(
    string Name, IReadOnlySet<string> References, IReadOnlyList<TypeFacts> Types, IReadOnlySet<TypeUse> Uses);

/// <summary>One outermost type; a nested one counts as part of it.</summary>
/// <param name="Name">Which type.</param>
/// <param name="IsPlain">A struct, an enum or an exception: something that is said, not something that acts.</param>
internal readonly record struct TypeFacts(TypeName Name, bool IsPlain);

/// <summary>The name of an outermost type, without its count of type parameters.</summary>
/// <param name="Namespace">The namespace: the room.</param>
/// <param name="Name">The type.</param>
internal readonly record struct TypeName(string Namespace, string Name) : IComparable<TypeName>
{
    /// <summary>Orders by the full name.</summary>
    public int CompareTo(TypeName other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>The full name.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : Namespace + "." + Name;
}

/// <summary>One type uses another.</summary>
/// <param name="User">Who.</param>
/// <param name="Used">Whom.</param>
/// <param name="Member">Which member of it; empty when only the type is named.</param>
internal readonly record struct TypeUse(TypeName User, TypeName Used, string Member);
