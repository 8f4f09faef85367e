using System;

namespace ExPool.Model.Drivers;

/// <summary>A program that the shell has started: what the kernel keeps for it while it runs.</summary>
/// <remarks>The process block leads to all else: 0 the next program, 8 when it ends, 16 its stack, 24 the checksum of
/// its token, 32 the blocks of <see cref="s_parts"/> but the first. Sizes are unverified.</remarks>
internal static class ShellProgram
{
    private const int EndsAtOffset = 8;
    private const int StackOffset = 16;
    private const int SumOffset = 24;
    private const int BlocksOffset = 32;
    private const int TokenByteCount = 0x2F0;
    private const int TokenIndex = 2;
    private const int FirstOfItsOwn = 4;

    private static readonly BlockForm[] s_parts =
    [
        BlockForm.NonPaged(0x3D0, "Proc"),
        BlockForm.NonPaged(0x340, "Thre"),
        BlockForm.Paged(TokenByteCount, "Toke"),
        BlockForm.Paged(0x800, "Obtb"),
        BlockForm.NonPaged(0xD8, "File"),
        BlockForm.NonPaged(0x80, "MmCa"),
        BlockForm.Paged(0x400, "MmSt"),
    ];

    /// <summary>Starts one.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="endsAt">When it ends.</param>
    /// <param name="seed">What its token holds.</param>
    /// <param name="wasCreated">Whether it came so far that its own code ran.</param>
    /// <returns>Its process block; 0 when something was refused, and then nothing is held.</returns>
    public static nuint Start(IKernel kernel, ulong endsAt, ulong seed, out bool wasCreated)
    {
        Span<nuint> blocks = stackalloc nuint[s_parts.Length];
        wasCreated = false;
        nuint stack = kernel.AllocateMapping(StackPageCount(kernel));
        if (stack == 0)
        {
            return 0;
        }

        int count = BlockForm.Allocate(kernel, s_parts, blocks);
        wasCreated = count >= FirstOfItsOwn;
        if (count < s_parts.Length)
        {
            kernel.FreeMapping(stack, StackPageCount(kernel));
            return 0;
        }

        nuint process = blocks[0];
        kernel.SetField(process, EndsAtOffset, endsAt);
        kernel.SetField(process, StackOffset, (ulong)stack);
        kernel.SetField(process, SumOffset, Contents.Write(kernel, blocks[TokenIndex], TokenByteCount, seed));
        for (int index = 1; index < blocks.Length; index++)
        {
            kernel.SetField(process, PlaceOf(index), (ulong)blocks[index]);
        }

        return process;
    }

    /// <summary>When it ends.</summary>
    public static ulong EndOf(IKernel kernel, nuint process) => kernel.Field(process, EndsAtOffset);

    /// <summary>Ends it.</summary>
    /// <returns>Whether its token is as it was made.</returns>
    public static bool End(IKernel kernel, nuint process)
    {
        Span<nuint> blocks = stackalloc nuint[s_parts.Length];
        blocks[0] = process;
        for (int index = 1; index < blocks.Length; index++)
        {
            blocks[index] = (nuint)kernel.Field(process, PlaceOf(index));
        }

        nuint stack = (nuint)kernel.Field(process, StackOffset);
        bool isWhole = Contents.Sum(kernel, blocks[TokenIndex], TokenByteCount) == kernel.Field(process, SumOffset);
        BlockForm.Free(kernel, s_parts, blocks);
        kernel.FreeMapping(stack, StackPageCount(kernel));
        return isWhole;
    }

    // A kernel stack has 12 KB on x86, 24 KB on x64.
    private static nuint StackPageCount(IKernel kernel) => kernel.PointerByteCount == 4 ? (nuint)3 : 6;

    private static int PlaceOf(int index) => BlocksOffset + (index * sizeof(ulong));
}
