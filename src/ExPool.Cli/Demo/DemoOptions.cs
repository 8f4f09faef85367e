namespace ExPool.Cli.Demo;

/// <summary>How the demo is run.</summary>
/// <param name="Plan">What the worker does.</param>
/// <param name="IsJson">One JSON document instead of text.</param>
internal sealed record DemoOptions(DemoPlan Plan, bool IsJson);
