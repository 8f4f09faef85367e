using ExPool.Model;
using ExPool.Model.Drivers;

namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>load Leaker:pool=paged,rate=10MB/s</c>: loads a driver or starts a program.</summary>
internal sealed class LoadStep : ScenarioStep
{
    private readonly string _text;

    private LoadStep(ScenarioLine line, string text)
        : base(line) => _text = text;

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static LoadStep Read(ScenarioLine line)
    {
        if (line.Words.Count != 2)
        {
            throw line.Expected(line.Words.Count > 2 ? 2 : 1, "one driver, as Leaker:pool=paged");
        }

        try
        {
            DriverCatalog.Create(line.Words[1].Text);
        }
        catch (ComputerException exception)
        {
            throw line.Mistake(1, exception.Message);
        }

        return new LoadStep(line, line.Words[1].Text);
    }

    /// <inheritdoc/>
    public override void Do(ScenarioRun run)
    {
        Driver driver = DriverCatalog.Create(_text);
        run.Remember(_text.Split(':')[0].Trim(), driver);
        run.Machine.Add(driver);
    }
}
