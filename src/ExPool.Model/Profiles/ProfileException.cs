using System;

namespace ExPool.Model.Profiles;

/// <summary>A profile, a switch or a registry value that Windows or this model does not know: one line.</summary>
/// <param name="message">What is wrong, where, and what was expected.</param>
public sealed class ProfileException(string message) : Exception(message);
