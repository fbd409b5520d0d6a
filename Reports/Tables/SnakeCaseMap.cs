using System.Reflection;
using System.Text;
using CsvHelper.Configuration;

namespace AllocSim.Reports.Tables;

/// <summary>Names the columns after the properties of a row: lower case, words joined by underscores, in the order of declaration (TimeNs becomes time_ns).</summary>
internal sealed class SnakeCaseMap<TRow> : ClassMap<TRow>
{
    public SnakeCaseMap()
    {
        int index = 0;
        foreach (PropertyInfo property in typeof(TRow).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.CanWrite).OrderBy(p => p.MetadataToken))
        {
            MemberMap map = Map(typeof(TRow), property);
            map.Name(Name(property.Name)).Index(index++);
        }
    }

    private static string Name(string property)
    {
        StringBuilder name = new();
        foreach (char letter in property)
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
