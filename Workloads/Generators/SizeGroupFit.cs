using System.Globalization;
using System.Numerics;
using System.Text;

namespace AllocSim.Workloads.Generators;

/// <summary>What a fit keeps of the objects of neighbouring sizes.</summary>
internal sealed class SizeGroupFit(ulong seed)
{
    private const int MaxSizes = 256;
    private const int Quantiles = 129;

    private readonly SortedDictionary<ulong, long> _sizes = [];
    private readonly Reservoir _ages = new(seed, 8192);
    private readonly Reservoir _otherSizes = new(seed + 1_000, 4096);
    private long _born;

    /// <summary>The group of a size: each power of two has four.</summary>
    public static int KeyOf(ulong size) => size < 8 ? (int)size : (BitOperations.Log2(size) - 2) * 4 + (int)(size >> (BitOperations.Log2(size) - 2));

    /// <summary>Takes in a new object.</summary>
    public void Born(ulong size)
    {
        _born++;
        _otherSizes.Add(size);
        if (_sizes.Count < MaxSizes || _sizes.ContainsKey(size))
        {
            _sizes[size] = _sizes.GetValueOrDefault(size) + 1;
        }
    }

    /// <summary>Takes in an object's age at its death.</summary>
    public void Died(long ageNs) => _ages.Add(ageNs);

    /// <summary>Takes in the age of an object that is alive at the end: it lives at least so long.</summary>
    public void Outlived(long ageNs) => _ages.Add(-1.0 - ageNs);

    /// <summary>Writes the group.</summary>
    public void Write(StringBuilder to)
    {
        string sizes = _sizes.Count < MaxSizes
            ? "{empirical: [" + string.Join(", ", _sizes.Select(p => string.Create(CultureInfo.InvariantCulture, $"[{p.Key}, {p.Value}]"))) + "]}"
            : "{quantiles: [" + string.Join(", ", _otherSizes.Sorted(Quantiles).Select(TraceFitter.Number)) + "]}";
        double[] lifetimes = LifetimeQuantiles(out double immortal);
        to.Append(CultureInfo.InvariantCulture, $"  - weight: {_born}\n    immortal: {TraceFitter.Number(Math.Round(immortal, 9))}\n    sizes: {sizes}\n");
        to.Append(CultureInfo.InvariantCulture, $"    lifetimes: {{quantiles: [{string.Join(", ", lifetimes.Select(TraceFitter.Number))}]}}\n");
    }

    /// <summary>The distribution of lifetimes by Kaplan and Meier (1958), so that objects alive at the end count as what they are: not dead yet. What it leaves open is called immortal.</summary>
    private double[] LifetimeQuantiles(out double immortal)
    {
        var events = _ages.All().Select(a => (Age: a < 0 ? -1 - a : a, Died: a >= 0)).OrderBy(e => e.Age).ThenBy(e => e.Died ? 0 : 1).ToList();
        var deaths = new List<(double Age, double Survival)>();
        double survival = 1;
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Died)
            {
                survival *= 1 - 1.0 / (events.Count - i);
                deaths.Add((events[i].Age, survival));
            }
        }

        immortal = deaths.Count == 0 ? 1 : Math.Max(0, survival);
        if (deaths.Count == 0)
        {
            return [0];
        }

        double[] quantiles = new double[Quantiles];
        for (int q = 0, at = 0; q < Quantiles; q++)
        {
            double wanted = 1 - (1 - survival) * q / (Quantiles - 1);
            while (at < deaths.Count - 1 && deaths[at].Survival > wanted)
            {
                at++;
            }

            quantiles[q] = deaths[at].Age;
        }

        return quantiles;
    }
}
