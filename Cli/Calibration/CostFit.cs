using AllocSim.Simulator.Costs;
using AllocSim.Workloads.Generators;
using MathNet.Numerics.LinearAlgebra;

namespace AllocSim.Cli.Calibration;

/// <summary>Fits costs to measured times: non-negative least squares of relative errors, rows whose runs disagree counting less.</summary>
/// <remarks>
/// Kinds that the rows cannot tell apart are drawn to values set by hand: to be off by the whole value weighs as much as an error of <see cref="Pull"/> in one row. The resolution says how
/// much of an estimate is from the rows. Intervals come from fits to runs drawn anew with a fixed seed.
/// </remarks>
internal sealed class CostFit
{
    /// <summary>Relative error of a row that weighs as much as an estimate that is off by its whole guess.</summary>
    public const double Pull = 0.05;

    // What is held is off by a thousandth at most before it weighs as much as anything else.
    private const double Hold = 50;

    private const double ResolvedFrom = 0.5;
    private const int Resamples = 200;

    private readonly IReadOnlyList<CostKind> _kinds;
    private readonly CostTable _guesses;
    private readonly IReadOnlyList<CalibrationRow> _rows;
    private readonly int[] _fitted;
    private readonly Matrix<double> _equations;
    private readonly double[] _pulls;

    /// <summary>Makes the equations.</summary>
    /// <param name="kinds">What the rows count.</param>
    /// <param name="guesses">The table that counts where nothing else is known; those of the kinds are above 0.</param>
    /// <param name="rows">What was measured.</param>
    /// <param name="held">Kinds that keep their guesses.</param>
    public CostFit(IReadOnlyList<CostKind> kinds, CostTable guesses, IReadOnlyList<CalibrationRow> rows, params CostKind[] held)
    {
        _kinds = kinds;
        _guesses = guesses;
        _rows = rows;
        _fitted = [.. Enumerable.Range(0, kinds.Count).Where(kind => rows.Any(row => row.Counts[kind] != 0))];
        _pulls = [.. _fitted.Select(kind => held.Contains(kinds[kind]) ? Hold : Pull)];
        _equations = Matrix<double>.Build.Dense(rows.Count + _fitted.Length, _fitted.Length, (row, column) =>
            row < rows.Count ? rows[row].Weight * rows[row].Counts[_fitted[column]] / rows[row].MedianNs
            : row - rows.Count == column ? _pulls[column] / (double)guesses[kinds[_fitted[column]]]
            : 0);
    }

    /// <summary>Fits.</summary>
    /// <returns>An estimate for each kind.</returns>
    public IReadOnlyList<CostEstimate> Run()
    {
        Vector<double> times = Times(_rows.Select(_ => 1.0));
        double[] estimates = NonNegativeLeastSquares.Solve(_equations, times);
        double[] resolutions = Resolutions();
        double[][] redrawn = [.. Redraw()];
        return [.. _kinds.Select((kind, i) => Array.IndexOf(_fitted, i) is >= 0 and int column
            ? Estimate(kind, estimates[column], resolutions[column], [.. redrawn.Select(draw => draw[column]).Order()])
            : Guess(kind))];
    }

    private CostEstimate Estimate(CostKind kind, double estimate, double resolution, double[] redrawn) => new()
    {
        Kind = kind,
        Ns = CostEstimate.Rounded(estimate),
        EstimateNs = estimate,
        LowNs = Medians.Quantile(redrawn, 0.025),
        HighNs = Medians.Quantile(redrawn, 0.975),
        Resolution = resolution,
        GuessNs = _guesses[kind],
        Origin = resolution < ResolvedFrom ? CostOrigin.NotToldApart : CostOrigin.Fitted,
    };

    private CostEstimate Guess(CostKind kind) => new()
    {
        Kind = kind,
        Ns = _guesses[kind],
        EstimateNs = (double)_guesses[kind],
        LowNs = (double)_guesses[kind],
        HighNs = (double)_guesses[kind],
        Resolution = 0,
        GuessNs = _guesses[kind],
        Origin = CostOrigin.NotExercised,
    };

    private Vector<double> Times(IEnumerable<double> relativeToMedian)
        => Vector<double>.Build.DenseOfEnumerable([.. relativeToMedian.Select((time, row) => time * _rows[row].Weight), .. _pulls]);

    // Diagonal of the matrix that takes true costs to estimates when nothing is held at 0.
    private double[] Resolutions()
    {
        Matrix<double> measured = _equations.SubMatrix(0, _rows.Count, 0, _fitted.Length);
        Matrix<double> all = _equations.TransposeThisAndMultiply(_equations);
        return all.Cholesky().Solve(measured.TransposeThisAndMultiply(measured)).Diagonal().ToArray();
    }

    private IEnumerable<double[]> Redraw()
    {
        Xoshiro random = new(1);
        for (int draw = 0; draw < Resamples; draw++)
        {
            double[] times = [.. _rows.Select(row => Medians.Of(row.SamplesNs.Select(_ => row.SamplesNs[random.Below(row.SamplesNs.Length)])) / row.MedianNs)];
            yield return NonNegativeLeastSquares.Solve(_equations, Times(times));
        }
    }
}
