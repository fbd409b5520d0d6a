namespace AllocSim.Cli.Calibration;

/// <summary>Where an entry of a calibrated cost table is from.</summary>
public enum CostOrigin
{
    /// <summary>Fitted to the measured micro-traces.</summary>
    Fitted,

    /// <summary>Chosen out of a grid by a run in which two threads contend.</summary>
    Chosen,

    /// <summary>Measured by itself, without the library or with nothing else of it.</summary>
    Measured,

    /// <summary>Fitted together with others that the micro-traces hardly tell it apart from: their sum is measured, its part is drawn to the value by hand.</summary>
    NotToldApart,

    /// <summary>The value of the default table: no micro-trace exercises it.</summary>
    NotExercised,

    /// <summary>The value of the default table: the allocator has a step of its own in its place.</summary>
    OfAnother,

    /// <summary>The value of the default table: what was measured predicts other runs no better.</summary>
    Default,
}
