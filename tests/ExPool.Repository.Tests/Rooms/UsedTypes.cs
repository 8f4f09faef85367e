using System;
using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace ExPool.Repository.Tests.Rooms;

/// <summary>Reports every type that a signature names, at any depth.</summary>
/// <remarks>Decoding yields the outermost named type, or <see langword="null"/> for a built-in one or a
/// type parameter.</remarks>
internal sealed class UsedTypes(MetadataReader metadata, Action<TypeName> report)
    : ISignatureTypeProvider<TypeName?, object?>
{
    /// <summary>Reports a type and answers its name; of a generic type, the definition's.</summary>
    public TypeName? Visit(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Report(NameOf((TypeDefinitionHandle)handle)),
        HandleKind.TypeReference => Report(NameOf((TypeReferenceHandle)handle)),
        HandleKind.TypeSpecification =>
            metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null),
        _ => null,
    };

    /// <summary>The outermost type of a definition.</summary>
    public TypeName NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        TypeDefinitionHandle outer = type.GetDeclaringType();
        return outer.IsNil ? NameOf(type.Namespace, type.Name) : NameOf(outer);
    }

    /// <summary>The outermost type of a reference.</summary>
    public TypeName NameOf(TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf((TypeReferenceHandle)type.ResolutionScope)
            : NameOf(type.Namespace, type.Name);
    }

    /// <inheritdoc/>
    public TypeName? GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Report(NameOf(handle));

    /// <inheritdoc/>
    public TypeName? GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Report(NameOf(handle));

    /// <inheritdoc/>
    public TypeName? GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        Visit(handle);

    /// <inheritdoc/>
    public TypeName? GetGenericInstantiation(TypeName? genericType, ImmutableArray<TypeName?> typeArguments) =>
        genericType;

    /// <inheritdoc/>
    public TypeName? GetArrayType(TypeName? elementType, ArrayShape shape) => elementType;

    /// <inheritdoc/>
    public TypeName? GetByReferenceType(TypeName? elementType) => elementType;

    /// <inheritdoc/>
    public TypeName? GetPinnedType(TypeName? elementType) => elementType;

    /// <inheritdoc/>
    public TypeName? GetPointerType(TypeName? elementType) => elementType;

    /// <inheritdoc/>
    public TypeName? GetSZArrayType(TypeName? elementType) => elementType;

    /// <inheritdoc/>
    public TypeName? GetModifiedType(TypeName? modifier, TypeName? unmodifiedType, bool isRequired) => unmodifiedType;

    /// <inheritdoc/>
    public TypeName? GetFunctionPointerType(MethodSignature<TypeName?> signature) => null;

    /// <inheritdoc/>
    public TypeName? GetGenericMethodParameter(object? genericContext, int index) => null;

    /// <inheritdoc/>
    public TypeName? GetGenericTypeParameter(object? genericContext, int index) => null;

    /// <inheritdoc/>
    public TypeName? GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

    private TypeName NameOf(StringHandle space, StringHandle name)
    {
        string text = metadata.GetString(name);
        int arity = text.IndexOf('`', StringComparison.Ordinal);
        return new TypeName(metadata.GetString(space), arity < 0 ? text : text[..arity]);
    }

    private TypeName Report(TypeName name)
    {
        report(name);
        return name;
    }
}
