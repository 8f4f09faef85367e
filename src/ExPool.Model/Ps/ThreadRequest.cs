namespace ExPool.Model.Ps;

/// <summary>What thread is to be made.</summary>
/// <param name="Process">Whose.</param>
internal readonly record struct ThreadRequest(nuint Process)
{
    /// <summary>What a linker asks for when nobody says otherwise.</summary>
    public const uint UsualStack = 1 << 20;

    /// <summary>Bytes of user addresses for its stack; from 64 KiB.</summary>
    public uint StackByteCount { get; init; } = UsualStack;
}
