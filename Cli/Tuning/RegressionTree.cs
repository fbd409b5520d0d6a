using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Tuning;

/// <summary>A regression tree over few features with few values each: the splits that leave the least variance, of a random part of the features at each node.</summary>
public sealed class RegressionTree
{
    private const int LeafMax = 3;
    private const double FeatureShare = 5.0 / 6;

    private readonly List<(int Feature, double Threshold, int Left, int Right, double Mean)> _nodes = [];
    private readonly double[][] _x;
    private readonly double[] _y;
    private readonly Xoshiro _random;

    /// <summary>Grows a tree.</summary>
    /// <param name="x">Features of each example.</param>
    /// <param name="y">Its value.</param>
    /// <param name="chosen">The examples that it sees; one may stand there several times.</param>
    /// <param name="random">Draws the features.</param>
    public RegressionTree(double[][] x, double[] y, int[] chosen, Xoshiro random)
    {
        _x = x;
        _y = y;
        _random = random;
        Grow(chosen);
    }

    /// <summary>The value that is expected of an example.</summary>
    public double Predict(double[] features)
    {
        int at = 0;
        while (_nodes[at].Feature >= 0)
        {
            at = features[_nodes[at].Feature] <= _nodes[at].Threshold ? _nodes[at].Left : _nodes[at].Right;
        }

        return _nodes[at].Mean;
    }

    private int Grow(int[] rows)
    {
        int at = _nodes.Count;
        _nodes.Add((-1, 0, -1, -1, rows.Average(row => _y[row])));
        if (rows.Length > LeafMax && BestSplit(rows) is var (feature, threshold) && feature >= 0)
        {
            int left = Grow([.. rows.Where(row => _x[row][feature] <= threshold)]);
            int right = Grow([.. rows.Where(row => _x[row][feature] > threshold)]);
            _nodes[at] = (feature, threshold, left, right, _nodes[at].Mean);
        }

        return at;
    }

    private (int Feature, double Threshold) BestSplit(int[] rows)
    {
        (int Feature, double Threshold) best = (-1, 0);
        double most = 1e-15;
        for (int feature = 0; feature < _x[rows[0]].Length; feature++)
        {
            if (!_random.Chance(FeatureShare))
            {
                continue;
            }

            double[] values = [.. rows.Select(row => _x[row][feature]).Distinct().Order()];
            for (int i = 1; i < values.Length; i++)
            {
                double threshold = (values[i - 1] + values[i]) / 2;
                double gain = Gain(rows, feature, threshold);
                if (gain > most)
                {
                    (most, best) = (gain, (feature, threshold));
                }
            }
        }

        return best;
    }

    /// <summary>What a split takes off the sum of squares.</summary>
    private double Gain(int[] rows, int feature, double threshold)
    {
        double left = 0, right = 0;
        int leftCount = 0;
        foreach (int row in rows)
        {
            if (_x[row][feature] <= threshold)
            {
                left += _y[row];
                leftCount++;
            }
            else
            {
                right += _y[row];
            }
        }

        double all = left + right;
        int rightCount = rows.Length - leftCount;
        return leftCount == 0 || rightCount == 0 ? 0 : (left * left / leftCount) + (right * right / rightCount) - (all * all / rows.Length);
    }
}
