using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace ExPool.Repository.Tests.Rooms;

/// <summary>Holds the checker of rooms to its own promise: it sees an upward reference however it is
/// written.</summary>
public sealed class RoomCheckTests
{
    private const string Sample = "ExPool.Repository.Tests.Rooms.Sample";

    private static readonly AssemblyUses s_tests = UseReader.Read(typeof(RoomCheckTests).Assembly.Location);

    private static readonly RoomCheck s_check = new(
        new RoomPlan(
            [
                new Room(Sample + ".Words", Sample + ".High"),
                new Room(Sample + ".Low"),
                new Room(Sample + ".High", Sample + ".Low"),
            ],
            [new House(Sample + ".Words", OnlyPlainTypes: true)]),
        s_tests);

    [Theory]
    [InlineData("ByBase", "High.Service")]
    [InlineData("ByInterface", "High.IContract")]
    [InlineData("ByField", "High.Service")]
    [InlineData("ByParameter", "High.Service")]
    [InlineData("ByCall", "High.Service.Next")]
    [InlineData("ByStaticField", "High.Service.Count")]
    [InlineData("ByLambda", "High.Service.Next")]
    [InlineData("ByGenericMethod", "High.IContract")]
    [InlineData("ByConstraint", "High.Service")]
    [InlineData("ByCatch", "High.Stop")]
    [InlineData("ByTypeOf", "High.Service")]
    [InlineData("ByNestedType", "High.Service")]
    [InlineData("ByAttribute", "High.MarkAttribute..ctor")]
    [InlineData("ByHeavyWord", "Words.HeavyToo")]
    public void An_upward_reference_is_seen(string user, string used)
    {
        string start = $"{Sample}.Low.{user} touches {Sample}.{used}: room";

        Assert.Contains(s_check.Violations(), violation => violation.StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public void A_lawful_type_is_not_reported() =>
        Assert.DoesNotContain(s_check.Violations(), violation => violation.Contains(".Low.Lawful"));

    [Fact]
    public void A_word_is_a_plain_type_that_touches_only_words()
    {
        IEnumerable<string> words = s_check.Words.Select(word => word.Name).Order();

        Assert.Equal(["Pair", "Plain", "Refusal"], words);
    }

    [Fact]
    public void A_door_opens_only_for_the_members_it_names()
    {
        var lower = new Room(Sample + ".Low") { Doors = [new Door(Sample + ".High.Service", "Next")] };
        var check = new RoomCheck(new RoomPlan([lower, new Room(Sample + ".High")], []), s_tests);

        IReadOnlyList<string> violations = check.Violations();

        Assert.DoesNotContain(violations, violation => violation.Contains(".ByCall "));
        Assert.Contains(violations, violation => violation.Contains(".ByStaticField "));
    }

    [Fact]
    public void A_namespace_without_a_room_is_seen()
    {
        var check = new RoomCheck(
            new RoomPlan([new Room(Sample)], [new House(Sample, OnlyPlainTypes: true)]), s_tests);

        Assert.Equal([Sample + ".High", Sample + ".Low", Sample + ".Words"], check.NamespacesWithoutRoom());
    }
}
