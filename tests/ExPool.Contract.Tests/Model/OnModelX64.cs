using ExPool.Mm;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary>Everything that the pools promise, on a model machine of 64 bits.</summary>
public static class OnModelX64
{
    private static readonly ModelForm s_form = new(PagingMode.Amd64);

    public sealed class Pools() : ModelPoolContract<X64>(s_form);

    public sealed class Lookasides() : ModelLookasideContract<X64>(s_form);

    public sealed class Damage() : ModelDamageContract<X64>(s_form);

    public sealed class ListDamage() : ModelDamageContract<X64>(s_form)
    {
        protected override bool HasLists => true;
    }

    public sealed class Mistakes() : ModelMistakeContract<X64>(s_form);

    public sealed class ListMistakes() : ModelListMistakeContract<X64>(s_form);

    public sealed class Conditions() : ModelConditionContract<X64>(s_form);

    public sealed class Quota() : ModelQuotaContract<X64>(s_form);

    public sealed class Sequences() : ModelRandomSequences<X64>(s_form);

    public sealed class ListSequences() : ModelRandomSequences<X64>(s_form)
    {
        protected override bool HasLists => true;
    }
}
