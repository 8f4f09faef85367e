using System;
using ExPool.Ke;
using ExPool.Model.Drivers;
using ExPool.Mm;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

public sealed class MisbehaverTests
{
    [Theory]
    [InlineData("Overrunner")]
    [InlineData("Overrunner:pool=paged")]
    [InlineData("Overrunner:hits=tag")]
    [InlineData("UseAfterFree")]
    [InlineData("UseAfterFree:pool=paged")]
    [InlineData("UseAfterFree:block=1000")]
    [InlineData("UseAfterFree:block=1000,pool=paged")]
    [InlineData("DoubleFree")]
    [InlineData("DoubleFree:pool=paged")]
    [InlineData("DoubleFree:block=1000")]
    [InlineData("DoubleFree:block=64KB")]
    [InlineData("DoubleFree:block=64KB,pool=paged")]
    [InlineData("WrongIrql")]
    [InlineData("WrongIrql:does=write")]
    [InlineData("WrongIrql:does=allocate")]
    [InlineData("WrongIrql:does=free")]
    [InlineData("BadPointer")]
    [InlineData("BadPointer:to=freed,does=write")]
    [InlineData("BadPointer:to=null")]
    [InlineData("BadPointer:to=noncanonical")]
    [InlineData("BadPointer:level=dispatch")]
    [InlineData("SystemPteEater:must=yes,pages=4096")]
    public void Show(string text)
    {
        using DriverRun run = new(PagingMode.Amd64, [text]);
        BugCheck stop = run.RunUntilStop(60);
        Assert.Fail($"{stop} code {run.Computer.CodeAddressOf(0):X} at {run.Computer.Now}");
    }
}
