namespace ExPool.Model;

/// <summary>What moves pages about while code runs.</summary>
internal interface IPageMover
{
    /// <summary>Moves something, or nothing.</summary>
    void Disturb();
}
