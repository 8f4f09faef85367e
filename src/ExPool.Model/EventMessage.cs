namespace ExPool.Model;

/// <summary>A message that a component writes into the event log; places for words are {0}, {1} and so on.</summary>
internal sealed record EventMessage(string Source, uint Id, EventSeverity Severity, string Text);
