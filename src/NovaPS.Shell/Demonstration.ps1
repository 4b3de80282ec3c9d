# A cloud of its own for this demonstration: a Keystone and a Nova on loopback, in this process.
$sim = Start-NovaSimulator
Connect-NovaProject -Simulator $sim
Get-NovaServer

# The main job: start what is stopped, and wait until it runs.
Get-NovaServer web* -Status Shutoff | Start-NovaServer | Wait-NovaServer

# One that runs already: Nova refuses, and the error says why.
Start-NovaServer db1

# What the cloud recorded, and the servers at the end.
Get-NovaServerAction web1
Get-NovaServer
Disconnect-NovaProject
Stop-NovaSimulator
