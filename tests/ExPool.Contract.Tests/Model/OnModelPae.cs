using ExPool.Mm;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary>Everything that the pools promise, on a model machine of 32 bits with wide page tables.</summary>
public static class OnModelPae
{
    private static readonly ModelForm s_form = new(PagingMode.Pae);

    public sealed class Pools() : ModelPoolContract<X86>(s_form);

    public sealed class Lookasides() : ModelLookasideContract<X86>(s_form);

    public sealed class Damage() : ModelDamageContract<X86>(s_form);

    public sealed class ListDamage() : ModelDamageContract<X86>(s_form)
    {
        protected override bool HasLists => true;
    }

    public sealed class Mistakes() : ModelMistakeContract<X86>(s_form);

    public sealed class ListMistakes() : ModelListMistakeContract<X86>(s_form);

    public sealed class Conditions() : ModelConditionContract<X86>(s_form);

    public sealed class Quota() : ModelQuotaContract<X86>(s_form);

    public sealed class Sequences() : ModelRandomSequences<X86>(s_form);

    public sealed class ListSequences() : ModelRandomSequences<X86>(s_form)
    {
        protected override bool HasLists => true;
    }
}
