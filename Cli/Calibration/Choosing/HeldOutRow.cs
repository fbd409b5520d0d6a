namespace AllocSim.Cli.Calibration.Choosing;

/// <summary>How far off a run is under three tables, as <see cref="HeldOutRun.Distance"/> has it.</summary>
/// <param name="Name">The run.</param>
/// <param name="IsChoosing">Whether groups were chosen by it; otherwise it was kept for a look at the result.</param>
/// <param name="Default">With the default table.</param>
/// <param name="Measured">With everything as measured.</param>
/// <param name="Calibrated">With the table that was chosen.</param>
public sealed record HeldOutRow(string Name, bool IsChoosing, double Default, double Measured, double Calibrated);
