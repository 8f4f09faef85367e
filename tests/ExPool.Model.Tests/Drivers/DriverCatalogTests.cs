using System;
using System.IO;
using System.Linq;
using ExPool.Model.Drivers;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>Drivers are made from a line of text, and a mistake in it is answered with one line.</summary>
public sealed class DriverCatalogTests
{
    [Fact]
    public void Every_driver_is_made_by_its_name_and_by_the_text_of_all_its_defaults()
    {
        foreach (DriverEntry entry in DriverCatalog.Entries)
        {
            string defaults = string.Join(',', entry.Parameters.Select(known => $"{known.Name}={known.Default}"));
            var plain = Assert.IsType<CatalogDriver>(DriverCatalog.Create(entry.Name), exactMatch: false);
            Assert.Equal(plain.Text, ((CatalogDriver)DriverCatalog.Create($"{entry.Name}:{defaults}")).Text);
            Assert.Equal(plain.Text, ((CatalogDriver)DriverCatalog.Create(plain.Text)).Text);
            Assert.Equal(entry.Name.ToLowerInvariant() + ".sys", plain.Name);
        }
    }

    [Fact]
    public void Every_driver_and_parameter_says_in_one_short_line_what_it_is()
    {
        foreach (DriverEntry entry in DriverCatalog.Entries)
        {
            Assert.InRange(entry.Description.Length, 10, 110);
            Assert.All(entry.Parameters, parameter => Assert.InRange(parameter.Description.Length, 5, 90));
            Assert.Equal(entry.Parameters.Count, entry.Parameters.Select(known => known.Name).Distinct().Count());
        }

        Assert.Equal(DriverCatalog.Entries.Count, DriverCatalog.Entries.Select(entry => entry.Name).Distinct().Count());
    }

    [Fact]
    public void The_page_about_the_drivers_says_what_the_catalog_says()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ExPool.slnx")))
        {
            root = root.Parent;
        }

        Assert.NotNull(root);
        string page = File.ReadAllText(Path.Combine(root.FullName, "docs", "reference", "drivers.md"));
        foreach (DriverEntry entry in DriverCatalog.Entries)
        {
            int start = page.IndexOf($"### {entry.Name}\n", StringComparison.Ordinal);
            int end = page.IndexOf("\n#", start + 1, StringComparison.Ordinal);
            string[] lines = page[start..(end < 0 ? page.Length : end)].Split('\n');
            Assert.Equal(
                from known in entry.Parameters
                select $"| {known.Name} | {known.Range} | {known.Default} | {known.Description} |",
                lines.Where(line => line.StartsWith('|')).Skip(2));
        }
    }

    [Theory]
    [InlineData("Leaker:rate=50MB/s", "rate=50MB/s")]
    [InlineData("Leaker: rate = 1.5KB/s , block=100mb", "rate=1536B/s,block=100MB")]
    [InlineData("Leaker:block=4096,for=90s", "block=4KB,for=90s")]
    [InlineData("Leaker:pool=paged,touch=yes,for=1h", "pool=paged,touch=yes,for=1h")]
    public void Values_are_read_as_people_write_them(string text, string expected)
    {
        string[] parts = ((CatalogDriver)DriverCatalog.Create(text)).Text["Leaker:".Length..].Split(',');
        Assert.All(expected.Split(','), part => Assert.Contains(part, parts));
    }

    [Theory]
    [InlineData("Leeker", "no driver 'Leeker' is known; expected one of: FileServer, ")]
    [InlineData("", "no driver '' is known; expected one of: FileServer, ")]
    [InlineData("Leaker:speed=1", "driver Leaker has no parameter 'speed'; expected one of: pool, rate, block, ")]
    [InlineData("Leaker:rate", "driver Leaker: 'rate' is ''; expected 1B/s to 1TB/s, as 10MB/s")]
    [InlineData("Leaker:rate=0B/s", "driver Leaker: 'rate' is '0B/s'; expected 1B/s to 1TB/s, as 10MB/s")]
    [InlineData("Leaker:rate=50MB", "driver Leaker: 'rate' is '50MB'; expected 1B/s to 1TB/s, as 10MB/s")]
    [InlineData("Leaker:rate=-1B/s", "driver Leaker: 'rate' is '-1B/s'; expected 1B/s to 1TB/s, as 10MB/s")]
    [InlineData("Leaker:block=101MB", "driver Leaker: 'block' is '101MB'; expected 8B to 100MB, as 1MB")]
    [InlineData("Leaker:block=99999999999999999TB", "driver Leaker: 'block' is '99999999999999999TB'; expected 8B to ")]
    [InlineData("Leaker:block=0.3B", "driver Leaker: 'block' is '0.3B'; expected 8B to 100MB, as 1MB")]
    [InlineData("Leaker:pool=Paged", "driver Leaker: 'pool' is 'Paged'; expected nonpaged or paged, as nonpaged")]
    [InlineData("Leaker:for=1s,for=2s", "driver Leaker: 'for' is given twice; expected once")]
    public void A_mistake_is_one_line_that_says_what_was_expected(string text, string message)
    {
        var exception = Assert.Throws<ComputerException>(() => DriverCatalog.Create(text));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
