using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace ExPool.Repository.Tests.Tidy;

/// <summary>Holds the scanner of members to its promise, so that the limit it serves is real.</summary>
public sealed class MemberScannerTests
{
    [Fact]
    public void Members_are_found_with_their_lines()
    {
        const string Text = """"
            using System;

            namespace Sample;

            /// <summary>Not code: { ( ;</summary>
            internal sealed class One<T>
                where T : struct
            {
                private readonly int[] _data =
                {
                    1,
                };

                public int Auto { get; set; } = 3;

                [Obsolete("}")]
                public int Long()
                {
                    if (_data[0] == 1)
                    {
                        return '{' + '\'';
                    }

                    return 2;
                }

                public string Short() =>
                    $"{Long()} }} {"{"} \" { (Auto > 1 ? "}" : "{") }";

                public static bool operator ==(One<T> a, One<T> b)
                {
                    return true;
                }

                private enum Inner
                {
                    A = 1,
                }

                private void Generic<U>(int x = 3)
                    where U : class
                {
                    /* } */ string s = @"c:\"; s += @"""}";
                }
            }
            """";

        IEnumerable<(string, int, int)> members = MemberScanner.Scan(Text).Select(m => (m.Name, m.Line, m.LineCount));

        Assert.Equal(
            [("Auto", 14, 1), ("Long", 16, 10), ("Short", 27, 2), ("==", 30, 4), ("Generic", 40, 5)],
            members);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(61)]
    public void The_lines_of_a_long_method_are_counted(int lineCount)
    {
        string body = string.Concat(Enumerable.Repeat("        Call(\"{\");\n", lineCount - 3));
        string text = $"class C\n{{\n    void M()\n    {{\n{body}    }}\n}}\n";

        MemberLines member = Assert.Single(MemberScanner.Scan(text));

        Assert.Equal(new MemberLines("M", 3, lineCount), member);
    }

    [Fact]
    public void Raw_strings_are_not_code()
    {
        const string Text = """"
            class C
            {
                string A() => """
                    } " {
                    """;

                int B() => 1;
            }
            """";

        Assert.Equal(["A", "B"], MemberScanner.Scan(Text).Select(member => member.Name));
    }
}
