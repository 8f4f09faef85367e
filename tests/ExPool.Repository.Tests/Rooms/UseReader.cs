using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ExPool.Repository.Tests.Rooms;

/// <summary>Reads out of a compiled assembly which type uses which.</summary>
/// <remarks>
/// It looks at base types, interfaces, constraints, attributes, signatures, locals, caught exceptions and
/// every instruction,
/// so that a use cannot hide in a method body. Nothing of the assembly is run.
/// </remarks>
internal sealed class UseReader
{
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly UsedTypes _types;
    private readonly HashSet<TypeUse> _uses = [];
    private TypeName _user;

    private UseReader(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
        _types = new UsedTypes(_metadata, name => Add(name, string.Empty));
    }

    /// <summary>Reads the assembly in a file.</summary>
    public static AssemblyUses Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var image = new PEReader(file);
        return new UseReader(image).ReadAll();
    }

    private AssemblyUses ReadAll()
    {
        var types = new List<TypeFacts>();
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            _user = _types.NameOf(handle);
            if (_user.Name.StartsWith('<') && _user.Namespace.Length == 0)
            {
                continue;   // the compiler's own: <Module>, <PrivateImplementationDetails>
            }

            if (type.GetDeclaringType().IsNil)
            {
                types.Add(new TypeFacts(_user, IsPlain(type)));
            }

            ReadType(type);
        }

        var references = _metadata.AssemblyReferences
            .Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name))
            .ToHashSet();
        string name = _metadata.GetString(_metadata.GetAssemblyDefinition().Name);
        return new AssemblyUses(name, references, types, _uses);
    }

    private bool IsPlain(TypeDefinition type)
    {
        if (type.BaseType.IsNil || type.BaseType.Kind != HandleKind.TypeReference)
        {
            return false;
        }

        TypeName parent = _types.NameOf((TypeReferenceHandle)type.BaseType);
        bool isException = parent.Name.EndsWith("Exception", StringComparison.Ordinal);
        return isException || parent is { Namespace: "System", Name: "ValueType" or "Enum" };
    }

    private void ReadType(TypeDefinition type)
    {
        ReadEntity(type.BaseType);
        ReadAttributes(type.GetCustomAttributes());
        ReadParameters(type.GetGenericParameters());
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            ReadEntity(_metadata.GetInterfaceImplementation(handle).Interface);
        }

        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(_types, null);
            ReadAttributes(field.GetCustomAttributes());
        }

        foreach (PropertyDefinitionHandle handle in type.GetProperties())
        {
            ReadAttributes(_metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        }

        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            ReadMethod(_metadata.GetMethodDefinition(handle));
        }
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_types, null);
        ReadAttributes(method.GetCustomAttributes());
        ReadParameters(method.GetGenericParameters());
        foreach (ParameterHandle handle in method.GetParameters())
        {
            ReadAttributes(_metadata.GetParameter(handle).GetCustomAttributes());
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
        ReadEntity(body.LocalSignature);
        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            ReadEntity(region.CatchType);
        }

        foreach (EntityHandle handle in IlTokens.Read(body.GetILReader()))
        {
            ReadEntity(handle);
        }
    }

    private void ReadParameters(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterHandle handle in parameters)
        {
            GenericParameter parameter = _metadata.GetGenericParameter(handle);
            foreach (GenericParameterConstraintHandle constraint in parameter.GetConstraints())
            {
                ReadEntity(_metadata.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle handle in attributes)
        {
            ReadEntity(_metadata.GetCustomAttribute(handle).Constructor);
        }
    }

    private void ReadEntity(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification:
                _types.Visit(handle);
                break;
            case HandleKind.FieldDefinition:
                FieldDefinition field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                field.DecodeSignature(_types, null);
                Add(_types.NameOf(field.GetDeclaringType()), _metadata.GetString(field.Name));
                break;
            case HandleKind.MethodDefinition:
                MethodDefinition method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                method.DecodeSignature(_types, null);
                Add(_types.NameOf(method.GetDeclaringType()), _metadata.GetString(method.Name));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification instance = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                instance.DecodeSignature(_types, null);
                ReadEntity(instance.Method);
                break;
            case HandleKind.MemberReference:
                ReadMember(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.StandaloneSignature:
                ReadSignature(_metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle));
                break;
            default:
                throw new BadImageFormatException($"A {handle.Kind} is not expected here.");
        }
    }

    private void ReadMember(MemberReference member)
    {
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(_types, null);
        }
        else
        {
            member.DecodeFieldSignature(_types, null);
        }

        if (_types.Visit(member.Parent) is TypeName parent)
        {
            Add(parent, _metadata.GetString(member.Name));
        }
    }

    private void ReadSignature(StandaloneSignature signature)
    {
        if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
        {
            signature.DecodeLocalSignature(_types, null);
        }
        else
        {
            signature.DecodeMethodSignature(_types, null);
        }
    }

    private void Add(TypeName used, string member)
    {
        if (used != _user)
        {
            _uses.Add(new TypeUse(_user, used, member));
        }
    }
}
