namespace ExPool.Model.Drivers;

/// <summary>A program: what it needs it asks the system's components for, not the pools.</summary>
internal abstract class SystemProgram(DriverArguments arguments) : CatalogDriver(arguments)
{
    /// <summary>The components of the system.</summary>
    protected static SystemServices ServicesOf(IKernel kernel) => ((ModelKernel)kernel).Services;
}
