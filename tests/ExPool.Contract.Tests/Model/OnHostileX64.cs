using ExPool.Mm;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary>Everything that the pools promise, while pages move or leave at every access.</summary>
public static class OnHostileX64
{
    private static readonly ModelForm s_form = new(PagingMode.Amd64, IsHostile: true);

    public sealed class Pools() : ModelPoolContract<X64>(s_form);

    public sealed class Lookasides() : ModelLookasideContract<X64>(s_form);

    public sealed class Damage() : ModelDamageContract<X64>(s_form);

    public sealed class ListDamage() : ModelDamageContract<X64>(s_form)
    {
        protected override bool HasLists => true;
    }

    public sealed class Mistakes() : ModelMistakeContract<X64>(s_form);

    public sealed class ListMistakes() : ModelListMistakeContract<X64>(s_form);

    public sealed class Quota() : ModelQuotaContract<X64>(s_form);

    public sealed class Sequences() : ModelRandomSequences<X64>(s_form);

    public sealed class ListSequences() : ModelRandomSequences<X64>(s_form)
    {
        protected override bool HasLists => true;
    }
}
