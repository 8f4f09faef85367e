namespace ExPool.Contract.Tests.Support;

/// <summary>Numbers that follow from a seed (xorshift64), never 0: no pattern looks like zeroed memory.</summary>
internal struct Pattern(uint seed)
{
    private ulong _state = seed + 0x9E37_79B9_7F4A_7C15UL;

    public ulong Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return _state;
    }
}
