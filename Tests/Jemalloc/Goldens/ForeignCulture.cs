using System.Globalization;

namespace AllocSim.Tests.Jemalloc.Goldens;

/// <summary>A culture in which numbers and dates look as unlike the invariant ones as can be. Built by hand: the tests run without the system's cultures.</summary>
internal static class ForeignCulture
{
    /// <summary>Runs something under the culture.</summary>
    public static T Run<T>(Func<T> action)
    {
        (CultureInfo culture, CultureInfo ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Make();
        try
        {
            return action();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }
    }

    private static CultureInfo Make()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.PositiveSign = "\u002b\u002b";
        culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.NaNSymbol = "ne";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = "h";
        return culture;
    }
}
