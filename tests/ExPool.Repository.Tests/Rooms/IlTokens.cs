using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ExPool.Repository.Tests.Rooms;

/// <summary>Reads the metadata tokens out of a method's instructions.</summary>
internal static class IlTokens
{
    private static readonly OpCode?[] s_oneByte = new OpCode?[0x100];
    private static readonly OpCode?[] s_twoBytes = new OpCode?[0x100];

    static IlTokens()
    {
        foreach (FieldInfo field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var opCode = (OpCode)field.GetValue(null)!;
            OpCode?[] table = opCode.Size == 1 ? s_oneByte : s_twoBytes;
            table[opCode.Value & 0xFF] = opCode;
        }
    }

    /// <summary>The handles that the instructions name, in order.</summary>
    public static IEnumerable<EntityHandle> Read(BlobReader instructions)
    {
        while (instructions.RemainingBytes > 0)
        {
            OpCode opCode = ReadOpCode(ref instructions);
            switch (opCode.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig
                    or OperandType.InlineTok or OperandType.InlineType:
                    yield return (EntityHandle)MetadataTokens.Handle(instructions.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    int targetCount = instructions.ReadInt32();
                    instructions.Offset += 4 * targetCount;
                    break;
                default:
                    instructions.Offset += OperandByteCount(opCode.OperandType);
                    break;
            }
        }
    }

    private static OpCode ReadOpCode(ref BlobReader instructions)
    {
        byte first = instructions.ReadByte();
        OpCode? opCode = first == 0xFE ? s_twoBytes[instructions.ReadByte()] : s_oneByte[first];
        return opCode ?? throw new BadImageFormatException($"0x{first:X2} is no instruction.");
    }

    private static int OperandByteCount(OperandType type) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineBrTarget or OperandType.InlineI or OperandType.ShortInlineR or OperandType.InlineString => 4,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => throw new BadImageFormatException($"Operand type {type} is not known."),
    };
}
