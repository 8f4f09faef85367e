using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace ExPool.Repository.Tests.Rooms;

/// <summary>The product keeps to its rooms: read from the compiled assemblies, not from the sources.</summary>
public sealed partial class ProductRoomTests
{
    private static readonly AssemblyUses s_core = Load("ExPool.dll");
    private static readonly AssemblyUses s_inspection = Load("ExPool.Inspection.dll");
    private static readonly AssemblyUses s_model = Load("ExPool.Model.dll");
    private static readonly AssemblyUses s_cli = Load("ExPool.Cli.dll");
    private static readonly AssemblyUses[] s_all = [s_core, s_inspection, s_model, s_cli];
    private static readonly RoomCheck s_check = new(RoomRules.Product, s_all);

    [Fact]
    public void No_room_reaches_upward() => Findings.AreNone(s_check.Violations());

    [Fact]
    public void Every_namespace_has_a_room() =>
        Findings.AreNone(s_check.NamespacesWithoutRoom());

    [Fact]
    public void The_words_are_found_in_the_metadata()
    {
        IEnumerable<string> words = s_check.Words.Select(word => word.ToString());

        Assert.Contains("ExPool.PoolTag", words);
        Assert.Contains("ExPool.PoolKind", words);
        Assert.Contains("ExPool.PoolFlags", words);
    }

    [Fact]
    public void The_core_depends_on_nothing_but_the_framework()
    {
        IEnumerable<string> foreign = s_core.References.Where(name => !IsFramework(name));

        Findings.AreNone(foreign);
    }

    [Fact]
    public void Inspection_depends_on_nothing_but_the_core_and_the_framework()
    {
        IEnumerable<string> foreign = s_inspection.References.Where(name => !IsFramework(name) && name != "ExPool");

        Findings.AreNone(foreign);
    }

    [Fact]
    public void Nothing_references_the_tool() =>
        Assert.DoesNotContain(s_all, assembly => assembly.References.Contains("ExPool.Cli"));

    [Fact]
    public void The_memory_is_touched_only_by_views_and_machines()
    {
        IEnumerable<string> others = s_all.SelectMany(assembly => assembly.Uses)
            .Where(use => use.Member == "At" && use.Used.Namespace == "ExPool.Machine")
            .Where(use => use.User.Namespace is not ("ExPool.Ex.Views" or "ExPool.Machine"))
            .Select(use => $"{use.User} calls {use.Used}.At")
            .Distinct().Order();

        Findings.AreNone(others);
    }

    [Fact]
    public void At_is_written_only_under_Views_and_Machine()
    {
        IEnumerable<string> lines =
            from path in SourceTree.Files(".cs")
            where path.StartsWith("src/", StringComparison.Ordinal)
                && !path.StartsWith("src/ExPool/Ex/Views/", StringComparison.Ordinal)
                && !path.StartsWith("src/ExPool/Machine/", StringComparison.Ordinal)
                && path != "src/ExPool.Model/ModelMachine.cs"   // a machine itself
            from line in SourceTree.Lines(path).Select((text, index) => (Text: text, Number: index + 1))
            where AtCall().IsMatch(line.Text)
            select $"{path}:{line.Number}";

        Findings.AreNone(lines);
    }

    [GeneratedRegex(@"^(?!\s*//).*\bAt<")]
    private static partial Regex AtCall();

    private static bool IsFramework(string name) =>
        name == "System" || name.StartsWith("System.", StringComparison.Ordinal);

    private static AssemblyUses Load(string file) => UseReader.Read(Path.Combine(AppContext.BaseDirectory, file));
}
