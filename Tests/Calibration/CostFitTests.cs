using AllocSim.Cli.Calibration;
using AllocSim.Simulator.Costs;

namespace AllocSim.Tests.Calibration;

[TestFixture]
internal sealed class CostFitTests
{
    private static readonly CostKind[] Kinds = [CostKind.Malloc, CostKind.Free, CostKind.Lock, CostKind.Mmap];
    private static readonly CostTable Guesses = CostTable.Zero.With(CostKind.Malloc, 10).With(CostKind.Free, 10).With(CostKind.Lock, 10).With(CostKind.Mmap, 1000);

    [Test]
    public void CostsThatRowsTellApart_AreFound_AndSaidToBe()
    {
        CostEstimate[] found = Fit(Row(1000, 0, 0, 0, 4000), Row(0, 1000, 0, 0, 6000), Row(1000, 1000, 1000, 0, 30_000), Row(10, 0, 0, 5, 15_000));
        Assert.That(found.Select(each => each.EstimateNs), Is.EqualTo(new double[] { 4, 6, 20, 2992 }).Within(2).Percent);
        Assert.That(found.Select(each => (double)each.Ns), Is.EqualTo(new double[] { 4, 6, 20, 2992 }).Within(2).Percent);
        Assert.That(found.Select(each => each.Origin), Is.All.EqualTo(CostOrigin.Fitted));
    }

    [Test]
    public void CostsThatNeverComeApart_ShareTheirSumAsTheGuessesDo_AndAreSaidNotToBeToldApart()
    {
        CostEstimate[] found = Fit(Row(1000, 1000, 0, 0, 8000), Row(500, 500, 500, 0, 9000));
        Assert.That(found[0].EstimateNs, Is.EqualTo(found[1].EstimateNs).Within(1e-6));
        Assert.That(found[0].EstimateNs + found[1].EstimateNs, Is.EqualTo(8).Within(2).Percent);
        Assert.That(found.Select(each => each.Origin), Is.EqualTo(new[] { CostOrigin.Fitted, CostOrigin.Fitted, CostOrigin.Fitted, CostOrigin.NotExercised }).Or.EqualTo(
            new[] { CostOrigin.NotToldApart, CostOrigin.NotToldApart, CostOrigin.Fitted, CostOrigin.NotExercised }));
        Assert.That(found[0].Resolution, Is.EqualTo(0.5).Within(0.01));
    }

    [Test]
    public void ACostThatNoRowHolds_KeepsItsGuess()
    {
        CostEstimate mmap = Fit(Row(1000, 0, 0, 0, 4000))[3];
        Assert.That((mmap.Ns, mmap.Origin, mmap.Resolution), Is.EqualTo((1000L, CostOrigin.NotExercised, 0.0)));
    }

    [Test]
    public void RunsThatDiffer_GiveAnInterval_TheSameAtEveryFit()
    {
        CalibrationRow row = new("row", [1000, 0, 0, 0], [3000, 4000, 5000, 4500, 3500]);
        CostEstimate one = Fit(row)[0];
        Assert.That(one.LowNs, Is.LessThan(one.EstimateNs));
        Assert.That(one.HighNs, Is.GreaterThan(one.EstimateNs));
        Assert.That(Fit(row)[0], Is.EqualTo(one));
    }

    [TestCase(1.63049, "1.630")]
    [TestCase(28.2149, "28.21")]
    [TestCase(119.96, "120.0")]
    [TestCase(4144.72, "4145")]
    public void ATable_HasFourDigits_AndAtMostThreeDecimals(double estimate, string expected)
        => Assert.That(CostEstimate.Rounded(estimate), Is.EqualTo(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)));

    private static CalibrationRow Row(double malloc, double free, double locks, double mmap, double ns) => new("row", [malloc, free, locks, mmap], [ns]);

    private static CostEstimate[] Fit(params CalibrationRow[] rows) => [.. new CostFit(Kinds, Guesses, rows).Run()];
}
