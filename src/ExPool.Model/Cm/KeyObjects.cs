using ExPool.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model.Cm;

/// <summary>The objects of open keys: what a handle would lead to.</summary>
/// <remarks>Each refers to one control block. The body lies behind the object's header.</remarks>
internal sealed class KeyObjects(SystemContext system, KeyControls controls)
{
    private const uint BodySignature = 0x3230_796B;   // 'ky02'

    private readonly StructureForm _form = system.Structures["KeyObject"];

    private ModelKernel Kernel => system.Kernel;

    // Three pointers before Windows 7's changes, and three more on x64 (docs/sources.md#registry).
    private uint BodyOffset => 6 * (uint)Kernel.PointerByteCount;

    private uint ControlOffset => BodyOffset + (uint)Kernel.PointerByteCount;

    /// <summary>Makes an object for a key.</summary>
    public NtStatus Make(HiveBlock hive, uint cell, nuint parent, string name, out nuint key)
    {
        key = 0;
        nuint block = Kernel.Allocate(_form.Pool, _form.ByteCount, _form.Tag);
        if (block == 0)
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = controls.Open(hive, cell, parent, name, out nuint control);
        if (status != NtStatus.Success)
        {
            Kernel.Free(block, _form.Tag);
            return status;
        }

        Kernel.SetU32(block, BodyOffset, BodySignature);
        Kernel.SetPointer(block, ControlOffset, control);
        key = block;
        return NtStatus.Success;
    }

    /// <summary>The control block that an object refers to.</summary>
    public KeyControl ControlOf(nuint key) => controls[Kernel.Pointer(key, ControlOffset)];

    /// <summary>Frees an object.</summary>
    public void Free(nuint key)
    {
        nuint control = Kernel.Pointer(key, ControlOffset);
        Kernel.Free(key, _form.Tag);
        controls.Close(control);
    }
}
