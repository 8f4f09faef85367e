using ExPool.Snapshots;

namespace ExPool.Cli.Screens;

/// <summary>Draws blocks as the debugger's !pool prints them; all numbers are hexadecimal.</summary>
internal static class PoolPageScreen
{
    /// <summary>One block; the one that was asked for is marked with * twice, as !pool does.</summary>
    /// <param name="block">The block.</param>
    /// <param name="isAsked">It holds the address asked for.</param>
    public static string Row(PoolBlockInfo block, bool isAsked)
    {
        string mark = isAsked ? "*" : " ";
        string state = $"({block.State})";
        return $"{mark}{block.Address:x8} size: {block.ByteCount,4:x} previous size: {block.PreviousByteCount,4:x}  "
            + $"{state,-11} {mark}{block.Tag}";
    }

    /// <summary>Whether a block holds an address.</summary>
    /// <param name="block">The block.</param>
    /// <param name="address">The address.</param>
    public static bool Holds(PoolBlockInfo block, ulong address) =>
        address >= block.Address && address - block.Address < block.ByteCount;
}
