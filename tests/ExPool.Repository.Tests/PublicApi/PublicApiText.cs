using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ExPool.Repository.Tests.PublicApi;

/// <summary>Writes everything that callers of an assembly can use, one line each, in a fixed order.</summary>
internal static class PublicApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    /// <summary>The whole surface of an assembly.</summary>
    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        IEnumerable<Type> types = assembly.GetExportedTypes();
        foreach (Type type in types.OrderBy(TypeText.Of, StringComparer.Ordinal))
        {
            text.Append(DescribeType(type)).Append('\n');
            foreach (string line in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string DescribeType(Type type)
    {
        IEnumerable<string> bases = type.IsEnum ? [TypeText.Of(type.GetEnumUnderlyingType())]
            : new[] { type.BaseType }
                .Where(parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType))
                .Select(parent => TypeText.Of(parent!))
                .Concat(OwnInterfaces(type).Select(TypeText.Of).Order(StringComparer.Ordinal));
        string list = string.Join(", ", bases);
        return $"{Kind(type)} {TypeText.Of(type)}{(list.Length > 0 ? " : " + list : string.Empty)}"
            + Constraints(type.GetGenericArguments());
    }

    private static IEnumerable<Type> OwnInterfaces(Type type)
    {
        Type[] inherited = type.BaseType?.GetInterfaces() ?? [];
        return type.GetInterfaces().Where(contract => contract.IsVisible).Except(inherited);
    }

    private static string Kind(Type type)
    {
        bool isRecord = type.GetMethod("PrintMembers", Declared) is not null;
        string record = isRecord ? "record " : string.Empty;
        if (type.IsEnum)
        {
            return type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] enum" : "enum";
        }

        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsValueType)
        {
            string access = type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : string.Empty;
            return access + (type.IsByRefLike ? "ref " : string.Empty) + record + "struct";
        }

        string shape = type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract "
            : type.IsSealed ? "sealed "
            : string.Empty;
        return shape + record + "class";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = 0x{Convert.ToUInt64(field.GetRawConstantValue()):X}");
        }

        IEnumerable<string> fields = type.GetFields(Declared)
            .Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly)
            .Select(DescribeField);
        IEnumerable<string> constructors = type.GetConstructors(Declared)
            .Where(IsVisible)
            .Select(constructor => $"ctor({Parameters(constructor)})");
        IEnumerable<string> properties = type.GetProperties(Declared)
            .Where(property => property.GetAccessors(true).Any(IsVisible))
            .Select(DescribeProperty);
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(method => IsVisible(method) && !IsAccessor(method))
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(DescribeMethod);
        IEnumerable<string> events = type.GetEvents(Declared)
            .Where(item => IsVisible(item.AddMethod!))
            .Select(item => $"event {TypeText.Of(item.EventHandlerType!)} {item.Name}");
        return fields.Concat(constructors).Concat(properties).Concat(methods).Concat(events);
    }

    private static bool IsVisible(MethodBase method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.Name.Contains('<');

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string DescribeField(FieldInfo field)
    {
        string value = field.IsLiteral ? " = " + TypeText.OfValue(field.GetRawConstantValue()) : string.Empty;
        string access = field.IsLiteral ? "const " : field.IsStatic ? "static " : string.Empty;
        string writing = field.IsInitOnly ? "readonly " : string.Empty;
        return $"{access}{writing}{TypeText.OfField(field)} {field.Name}{value}";
    }

    private static string DescribeProperty(PropertyInfo property)
    {
        MethodInfo? getter = property.GetMethod is { } get && IsVisible(get) ? get : null;
        MethodInfo? setter = property.SetMethod is { } set && IsVisible(set) ? set : null;
        bool isInit = setter?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string access = Access((getter ?? setter)!);
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : string.Empty;
        string name = property.GetIndexParameters() is { Length: > 0 } index
            ? $"this[{string.Join(", ", index.Select(TypeText.OfParameter))}]"
            : property.Name;
        string read = getter is null ? string.Empty : "get; ";
        string write = setter is null ? string.Empty : isInit ? "init; " : "set; ";
        return $"{access}{required}{TypeText.OfProperty(property)} {name} {{ {read}{write}}}";
    }

    private static string DescribeMethod(MethodInfo method)
    {
        Type[] parameters = method.GetGenericArguments();
        string names = string.Join(", ", parameters.Select(TypeText.Of));
        string generic = parameters.Length == 0 ? string.Empty : $"<{names}>";
        return $"{Access(method)}{TypeText.OfReturn(method)} {method.Name}{generic}({Parameters(method)})"
            + Constraints(parameters);
    }

    private static string Access(MethodInfo method)
    {
        string visibility = method.IsPublic ? string.Empty : "protected ";
        string binding = method.IsStatic ? "static " : string.Empty;
        bool isOverride = method.IsVirtual && method.GetBaseDefinition().DeclaringType != method.DeclaringType;
        string dispatch = method.DeclaringType!.IsInterface ? string.Empty
            : isOverride ? "override "
            : method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual "
            : string.Empty;
        return visibility + binding + dispatch;
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(TypeText.OfParameter));

    private static string Constraints(Type[] parameters) => string.Concat(parameters.Select(parameter =>
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isUnmanaged = parameter.GetCustomAttributesData()
            .Any(attribute => attribute.AttributeType.Name == "IsUnmanagedAttribute");
        IEnumerable<string> words =
        [
            .. isUnmanaged ? ["unmanaged"]
                : attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"]
                : attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"]
                : Array.Empty<string>(),
            .. parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeText.Of),
        ];
        return words.Any() ? $" where {parameter.Name} : {string.Join(", ", words)}" : string.Empty;
    }));
}
