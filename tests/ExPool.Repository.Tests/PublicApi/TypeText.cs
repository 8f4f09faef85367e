using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ExPool.Repository.Tests.PublicApi;

/// <summary>Writes a type's name as C# does.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(char)] = "char",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(decimal)] = "decimal",
    };

    private static readonly NullabilityInfoContext s_nullability = new();

    /// <summary>A parameter with how it is passed and what it defaults to.</summary>
    public static string OfParameter(ParameterInfo parameter)
    {
        string passing = parameter.IsOut ? "out "
            : parameter.IsIn ? "in "
            : parameter.ParameterType.IsByRef ? "ref "
            : string.Empty;
        string value = parameter.HasDefaultValue ? " = " + OfValue(parameter.RawDefaultValue) : string.Empty;
        return $"{passing}{Of(s_nullability.Create(parameter))} {parameter.Name}{value}";
    }

    /// <summary>What a method returns.</summary>
    public static string OfReturn(MethodInfo method)
    {
        string passing = method.ReturnType.IsByRef ? "ref " : string.Empty;
        return passing + Of(s_nullability.Create(method.ReturnParameter));
    }

    /// <summary>The type of a property.</summary>
    public static string OfProperty(PropertyInfo property) => Of(s_nullability.Create(property));

    /// <summary>The type of a field.</summary>
    public static string OfField(FieldInfo field) => Of(s_nullability.Create(field));

    /// <summary>A type without what is known about null.</summary>
    public static string Of(Type type)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            return Of(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is Type value)
        {
            return Of(value) + "?";
        }

        return s_keywords.TryGetValue(type, out string? keyword)
            ? keyword
            : Name(type, type.GetGenericArguments().Select(Of));
    }

    /// <summary>A default or constant value.</summary>
    public static string OfValue(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => FormattableString.Invariant($"{value}"),
    };

    private static string Of(NullabilityInfo info)
    {
        Type type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        string name = type.IsArray && info.ElementType is not null ? Of(info.ElementType) + "[]"
            : !type.IsGenericType || Nullable.GetUnderlyingType(type) is not null ? Of(type)
            : Name(type, info.GenericTypeArguments.Select(Of));
        bool isMarked = !type.IsValueType && !type.IsPointer && info.ReadState == NullabilityState.Nullable
            && !type.IsGenericParameter;
        return isMarked ? name + "?" : name;
    }

    private static string Name(Type type, IEnumerable<string> arguments)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string outer = type.IsNested ? Of(type.DeclaringType!) : type.Namespace!;
        string name = outer + "." + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", arguments)}>" : name;
    }
}
