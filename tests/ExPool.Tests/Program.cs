using System.Linq;
using System.Threading.Tasks;
using ExPool.Tests.Support;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace ExPool.Tests;

/// <summary>
/// Runs the tests, as the program that xunit would make; or one of the child processes that tests start.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [ChildProcess.Switch, string name])
        {
            return ChildProcess.Play(name);
        }

        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(
                args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
