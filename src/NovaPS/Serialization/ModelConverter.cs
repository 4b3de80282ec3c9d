using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using NovaPS.Internal;

namespace NovaPS.Serialization;

/// <summary>
/// Converts deserialized servers, actions and connections (Import-Clixml, jobs, remoting) to live objects. A connection becomes a name
/// tag, which only identifies an open connection: requests are never sent to its endpoint.
/// </summary>
public sealed class ModelConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override bool CanConvertFrom(PSObject sourceValue, Type destinationType) =>
        sourceValue is not null && destinationType is not null
            && sourceValue.TypeNames.Contains("Deserialized." + destinationType.FullName);

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override object ConvertFrom(PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase)
    {
        if (destinationType == typeof(NovaConnection))
            return ReadConnection(sourceValue)!;
        var model = Activator.CreateInstance(destinationType!)!;
        foreach (var property in destinationType!.GetProperties().Where(p => p.SetMethod is { IsPublic: true }))
        {
            if (sourceValue!.Properties[property.Name]?.Value is { } value)
                property.SetValue(model, ConvertValue(value, property.PropertyType));
        }

        return model;
    }

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override bool CanConvertTo(PSObject sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override object ConvertTo(PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    /// <summary>
    /// Returns the connection, or a name tag for a deserialized one or for its name, as in a CSV file; null for any other value.
    /// </summary>
    internal static NovaConnection? ReadConnection(object? value)
    {
        var wrapped = value as PSObject;
        if ((wrapped?.BaseObject ?? value) is NovaConnection connection)
            return connection;
        if ((wrapped?.BaseObject ?? value) is string text)
            return string.IsNullOrWhiteSpace(text) ? null : new NovaConnection(string.Empty, name: text.Trim());
        string? Read(string name) => wrapped?.Properties[name]?.Value?.ToString();
        if (Read("Endpoint") is not { Length: > 0 } endpoint)
            return null;
        return new NovaConnection(endpoint, Read("ProjectId"), Read("Name"))
        {
            ProjectName = Read("ProjectName"),
            UserName = Read("UserName"),
            Region = Read("Region"),
            TokenExpires = wrapped!.Properties["TokenExpires"]?.Value as DateTime?,
            Microversion = Read("Microversion"),
        };
    }

    private static object? ConvertValue(object value, Type type)
    {
        if (type == typeof(NovaConnection))
            return ReadConnection(value);
        if (type == typeof(NovaMetadata))
            return PSValues.Unwrap(value) is IDictionary entries ? new NovaMetadata(entries)
                : new NovaMetadata();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(NovaList<>))
            return LanguagePrimitives.ConvertTo(value, type, System.Globalization.CultureInfo.InvariantCulture);
        var list = (IList)Activator.CreateInstance(type)!;
        foreach (var element in LanguagePrimitives.GetEnumerable(value) ?? new[] { value })
            list.Add(LanguagePrimitives.ConvertTo(element, type.GenericTypeArguments[0],
                System.Globalization.CultureInfo.InvariantCulture));
        return list;
    }
}
