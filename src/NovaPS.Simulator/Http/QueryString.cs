using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace NovaPS.Simulator.Http;

/// <summary>The query of a request, read and written as WebOb and Python's urlencode do.</summary>
internal sealed class QueryString
{
    private readonly List<KeyValuePair<string, string>> _items = [];

    public QueryString(string query)
    {
        foreach (var part in query.Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            var name = equals < 0 ? part : part.Substring(0, equals);
            var value = equals < 0 ? "" : part.Substring(equals + 1);
            _items.Add(new KeyValuePair<string, string>(Decode(name), Decode(value)));
        }
    }

    /// <summary>Removes a parameter, so that it is ignored and not repeated in links.</summary>
    public void Remove(Predicate<string> name) => _items.RemoveAll(item => name(item.Key));

    public IEnumerable<string> Names => _items.Select(item => item.Key);

    /// <summary>Returns the last value, which Nova uses for parameters with a single value.</summary>
    public string? Last(string name)
    {
        var values = All(name);
        return values.Count == 0 ? null : values[values.Count - 1];
    }

    public List<string> All(string name) => _items.Where(item => item.Key == name).Select(item => item.Value).ToList();

    /// <summary>
    /// Returns the query of the next page. Like Nova, it sorts the parameters and keeps only the last one with each name, so the next
    /// page has only one of two statuses.
    /// </summary>
    public string NextPage(string marker)
    {
        var names = new List<string>();
        var values = new Dictionary<string, string>();
        foreach (var item in _items.OrderBy(i => i.Key, StringComparer.Ordinal).ThenBy(i => i.Value, StringComparer.Ordinal))
        {
            if (!values.ContainsKey(item.Key))
                names.Add(item.Key);
            values[item.Key] = item.Value;
        }

        if (!values.ContainsKey("marker"))
            names.Add("marker");
        values["marker"] = marker;
        return string.Join("&", names.Select(name => Encode(name) + "=" + Encode(values[name])));
    }

    /// <summary>Returns the query in its order without a parameter, which is appended with another value, if one is given.</summary>
    public string Without(string name, string? value = null)
    {
        var items = _items.Where(item => item.Key != name).ToList();
        if (value is not null)
            items.Add(new KeyValuePair<string, string>(name, value));
        return string.Join("&", items.Select(item => Encode(item.Key) + "=" + Encode(item.Value)));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)value;
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '.' or '-' or '~')
                encoded.Append(c);
            else if (c == ' ')
                encoded.Append('+');
            else
                encoded.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
