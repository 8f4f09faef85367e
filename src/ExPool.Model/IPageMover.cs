using ExPool.Model.Ke;

namespace ExPool.Model;

/// <summary>What moves pages about while code runs.</summary>
internal interface IPageMover
{
    /// <summary>Moves something, or nothing.</summary>
    void Disturb();

    /// <summary>Writes what it remembers.</summary>
    void Save(StateWriter writer);

    /// <summary>Reads what was written.</summary>
    void Load(StateReader reader);
}
