@security
Feature: security
  Who calls is proven, what they may do is kept to, and what must stay secret does.

  @SEC-5 @access @critical
  Scenario: Everybody may what their role allows, and learns nothing of the rest
    Given a tenant with an owner, an admin, a member, a viewer and a secret, and another tenant beside it
    When they, a stranger, the other tenant's owner and whoever runs the platform call what is public
    Then everybody is answered
    When they call what is protected
    Then the owner, the admin and the member are answered
    And the viewer and whoever runs the platform are refused, and the stranger is unknown
    When they call what is for administrators
    Then the owner and the admin are answered
    And the member and the viewer are refused, and the stranger is unknown
    When they call what is for whoever runs the platform
    Then only they are answered
    And nobody who was refused was told the secret, or anything of the tenant
    And to the other tenant's owner nothing of the tenant is there

  @SEC-10 @sessions @critical
  Scenario: A session is nobody's to guess, ends in time, and is over when its owner says so
    Given somebody who opens sessions where time is told by hand
    When they open sessions of 15, 60 and 480 minutes
    Then every token holds at least 128 bits and no two have anything in common
    And a session of less than 15 minutes or more than 480 is not to be had
    And each session ends when its time is over, however much it is used
    And a session ends when nobody has used it for 30 minutes
    And a session opens nothing once its owner has logged out
    And the sixth session ends the oldest of five
