<#
.SYNOPSIS
    Builds NovaPS, runs its tests, creates its package, or removes the build output.
.DESCRIPTION
    The build puts the module into out/NovaPS. Build and Test run dotnet build and dotnet test. If PowerShell is not installed,
    run those, or install PowerShell as a .NET tool: dotnet tool restore; dotnet pwsh ./build.ps1
.PARAMETER Task
    Build (the default), Test, Package or Clean. Package writes out/package/NovaPS.VERSION.nupkg. It requires
    Microsoft.PowerShell.PSResourceGet 1.1 or later, which is part of PowerShell 7.5 and later.
.PARAMETER Configuration
    Debug or Release. The default is Release for Package, and Debug for all other tasks.
.EXAMPLE
    ./build.ps1
    Import-Module ./out/NovaPS

    Builds the module and imports it.
.EXAMPLE
    ./build.ps1 Test -Configuration Release

    Runs all tests in the Release configuration.
.EXAMPLE
    ./build.ps1 Package

    Creates the package in out/package.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = $(if ($Task -eq 'Package') { 'Release' } else { 'Debug' })
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

$solution = Join-Path $PSScriptRoot 'NovaPS.sln'
switch ($Task) {
    'Build' { Invoke-DotNet build $solution --configuration $Configuration }
    'Test' { Invoke-DotNet test $solution --configuration $Configuration }
    'Clean' { Invoke-DotNet clean $solution --configuration $Configuration }
    'Package' {
        # Not out/NovaPS: on Windows, a session that has imported the module keeps its files open.
        $module = Join-Path $PSScriptRoot "src/NovaPS/bin/$Configuration/module/NovaPS"
        $package = Join-Path $PSScriptRoot 'out/package'
        Invoke-DotNet build (Join-Path $PSScriptRoot 'src/NovaPS') --configuration $Configuration "-p:NovaPSModuleDirectory=$module/"
        if (Test-Path $package) { Remove-Item $package -Recurse }
        $null = New-Item $package -ItemType Directory
        (Compress-PSResource -Path $module -DestinationPath $package -PassThru).FullName
    }
}
