using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Xunit;

namespace ExPool.Repository.Tests.Docs;

/// <summary>The glossary says what the comments say.</summary>
public sealed class GlossaryTests
{
    [Fact]
    public void The_glossary_is_up_to_date()
    {
        string[] documentation = [.. new[] { "ExPool.xml", "ExPool.Inspection.xml" }
            .Select(file => Path.Combine(AppContext.BaseDirectory, file))];

        if (SourceTree.CompareOrWrite("docs/glossary.md", Glossary.Write(documentation)) is string problem)
        {
            Assert.Fail(problem);
        }
    }

    [Fact]
    public void Names_come_from_the_first_sentence_of_a_type_and_after_NT_in_a_member()
    {
        var documentation = XDocument.Parse("""
            <doc><members>
              <member name="T:ExPool.Sample">
                <remarks>NT's KIRQL and POOL_TYPE of ExAllocatePool2. Used by ExPool and MmOther.</remarks>
              </member>
              <member name="M:ExPool.Sample.Stop(System.Int32)">
                <summary>Stops; in NT, KeBugCheckEx. Up to DISPATCH_LEVEL.</summary>
              </member>
              <member name="T:ExPool.Elsewhere"><remarks>NT's MMPTE.</remarks></member>
            </members></doc>
            """);

        GlossaryEntry[] entries = [.. Glossary.Read(documentation, name => name == "Sample" ? "Sample.cs" : null)];

        Assert.Equal(
            [
                new GlossaryEntry("KIRQL", "Sample", "Sample.cs"),
                new GlossaryEntry("POOL_TYPE", "Sample", "Sample.cs"),
                new GlossaryEntry("ExAllocatePool2", "Sample", "Sample.cs"),
                new GlossaryEntry("KeBugCheckEx", "Sample.Stop", "Sample.cs"),
            ],
            entries);
    }
}
