using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace AllocSim.Cli.Calibration;

/// <summary>The x of all x ≥ 0 for which Ax is nearest to b, by the active-set method of Lawson and Hanson (Solving Least Squares Problems, 1974, chapter 23).</summary>
public static class NonNegativeLeastSquares
{
    private const double DependentBelow = 1e-10;

    /// <summary>Solves.</summary>
    /// <param name="a">A row for each equation, a column for each unknown; at least as many rows as columns that end up above 0.</param>
    /// <param name="b">An entry for each row.</param>
    /// <returns>An entry for each column. A column that depends on others that are in use stays at 0.</returns>
    public static double[] Solve(Matrix<double> a, Vector<double> b)
    {
        double[] x = new double[a.ColumnCount];
        bool[] isFree = new bool[a.ColumnCount];
        bool[] isRefused = new bool[a.ColumnCount];
        double tolerance = 1e-12 * a.InfinityNorm() * b.L2Norm();
        for (int round = 0; round < 20 * a.ColumnCount; round++)
        {
            int entering = SteepestOf(a, b, x, isFree, isRefused, tolerance);
            if (entering < 0)
            {
                break;
            }

            isFree[entering] = true;
            if (TrySolveFree(a, b, isFree) is not { } wanted || wanted[entering] <= 0)
            {
                // What rounding made look like a descent, or a column that adds nothing.
                isFree[entering] = false;
                isRefused[entering] = true;
                continue;
            }

            Array.Clear(isRefused);
            MoveTo(a, b, x, isFree, wanted);
        }

        return x;
    }

    private static int SteepestOf(Matrix<double> a, Vector<double> b, double[] x, bool[] isFree, bool[] isRefused, double tolerance)
    {
        Vector<double> descent = a.TransposeThisAndMultiply(b - (a * Vector<double>.Build.DenseOfArray(x)));
        int steepest = -1;
        for (int i = 0; i < x.Length; i++)
        {
            if (!isFree[i] && !isRefused[i] && descent[i] > tolerance && (steepest < 0 || descent[i] > descent[steepest]))
            {
                steepest = i;
            }
        }

        return steepest;
    }

    // Goes towards the solution of the free columns; where one of them would fall below 0 on the way it is held at 0 from there, and the rest goes on.
    private static void MoveTo(Matrix<double> a, Vector<double> b, double[] x, bool[] isFree, double[] wanted)
    {
        for (int first; (first = FirstToFall(x, isFree, wanted)) >= 0;)
        {
            double step = x[first] / (x[first] - wanted[first]);
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = isFree[i] ? Math.Max(0, x[i] + (step * (wanted[i] - x[i]))) : 0;
            }

            x[first] = 0;
            isFree[first] = false;
            if (TrySolveFree(a, b, isFree) is not { } next)
            {
                return;
            }

            wanted = next;
        }

        wanted.CopyTo(x, 0);
    }

    private static int FirstToFall(double[] x, bool[] isFree, double[] wanted)
    {
        int first = -1;
        double least = double.PositiveInfinity;
        for (int i = 0; i < x.Length; i++)
        {
            if (isFree[i] && wanted[i] <= 0 && x[i] / (x[i] - wanted[i]) < least)
            {
                least = x[i] / (x[i] - wanted[i]);
                first = i;
            }
        }

        return first;
    }

    // Plain least squares over the free columns; null when one of them depends on the others.
    private static double[]? TrySolveFree(Matrix<double> a, Vector<double> b, bool[] isFree)
    {
        int[] columns = [.. Enumerable.Range(0, isFree.Length).Where(i => isFree[i])];
        double[] x = new double[isFree.Length];
        if (columns.Length == 0 || columns.Length > a.RowCount)
        {
            return columns.Length == 0 ? x : null;
        }

        Matrix<double> part = Matrix<double>.Build.DenseOfColumnVectors(columns.Select(a.Column));
        Vector<double> lengths = part.ColumnNorms(2);
        QR<double> factors = part.QR(QRMethod.Thin);
        for (int i = 0; i < columns.Length; i++)
        {
            if (Math.Abs(factors.R[i, i]) <= DependentBelow * lengths[i])
            {
                return null;
            }
        }

        Vector<double> solution = factors.Solve(b);
        for (int i = 0; i < columns.Length; i++)
        {
            x[columns[i]] = solution[i];
        }

        return x;
    }
}
