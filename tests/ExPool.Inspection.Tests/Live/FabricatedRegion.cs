using System;
using System.IO;
using ExPool.Inspection.Tests.Reading;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace ExPool.Inspection.Tests.Live;

/// <summary>A memory file in this process that is named as a control region, with any contents.</summary>
internal sealed class FabricatedRegion : IDisposable
{
    private readonly SafeFileHandle _file;

    public FabricatedRegion(string name, ReadOnlySpan<byte> contents, long byteCount, bool isSealed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Control regions are memory files on Linux only.");
        Name = $"{name}-{Environment.ProcessId}";
        int file = LinuxTestCalls.CreateMemoryFile(
            $"expool:{Name}", LinuxTestCalls.CloseOnExec | LinuxTestCalls.AllowSealing);
        Assert.True(file >= 0);
        _file = new SafeFileHandle(file, ownsHandle: true);
        Assert.Equal(0, LinuxTestCalls.Truncate(file, byteCount));
        RandomAccess.Write(_file, contents, 0);
        if (isSealed)
        {
            Assert.Equal(0, LinuxTestCalls.Control(file, LinuxTestCalls.AddSeals, LinuxTestCalls.SealShrink));
        }
    }

    public string Name { get; }

    /// <summary>The tables of a sound image, as this process's own.</summary>
    public static byte[] SoundTables()
    {
        SyntheticImage image = new();
        image.U32(SyntheticImage.Tables + 0x40, (uint)Environment.ProcessId);
        return image.Space.At(SyntheticImage.Tables).ToArray();
    }

    /// <summary>Writes over the contents, as a process does that has made its region a moment ago.</summary>
    public void Write(ReadOnlySpan<byte> contents) => RandomAccess.Write(_file, contents, 0);

    public void Dispose() => _file.Dispose();
}
