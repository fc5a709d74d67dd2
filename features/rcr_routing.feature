@rcr
Feature: rcr_routing
  Each role reads what matters to it, within its tokens, the same in every run and whatever the order in which it was offered.

  @RCR-1 @budgets @critical @http
  Scenario: Every role has its budget and none reads beyond it
    Given these candidates
      | id | count | kind | wave | text                                                                                        |
      | n  | 90    | plan | 1    | Step {n} of the plan: ask which river flows through the capital, then where that river ends. |
    When each role is given context for "Which river flows through the capital?"
    Then the budgets are
      | planner | retriever | solver | critic | verifier | rewriter |
      | 1536    | 1024      | 1024   | 1024   | 1536     | 768      |
    And the platform publishes the same budgets
    And no role reads more than its budget
    And the planner had to leave notes out, none of which would still have fitted

  @RCR-2 @importance
  Scenario: A role's own words raise a note and foreign ones lower it
    Given these candidates
      | id | count | kind   | wave | text                                                                      |
      | a  | 10    | answer | 1    | The solution that resolves the river question: the answer is note {n}.     |
      | b  | 10    | answer | 1    | A strategy to decompose the river question: the plan is note {n}.          |
    When the solver is given context for "Which river is it?"
    Then of the upper 30 percent by importance at least 60 percent are "a"
    And of the lower 30 percent by importance at least 40 percent are "b"
    And what is equally important is read in the order of ids

  @RCR-3 @reduction @critical
  Scenario: Ten thousand tokens shrink to a budget and the evidence stays
    Given 50 articles of the library, of at least 10000 tokens in all
    When the solver is given context for "What is the elevation of Mount Everest?"
    Then at least 80 percent of the tokens are saved
    And the sentence "8,849 metres" is among what is read
    And the metrics record the same saving

  @RCR-4 @savings
  Scenario: Turns have less to read than the same turns of a run without routing, and by more than chance
    When I ask each of these under every policy
      | question                                                                                            | answer     |
      | What is the population of the capital city of the country where the 2024 Summer Olympics were held? | 2,102,650  |
      | How big, in square kilometres, is the largest country on the continent where Mount Everest is?      | 17,098,242 |
      | Which river flows through the city where the first winner of two Nobel Prizes was born?             | Vistula    |
    Then at least 30 turns were taken both with routing and without
    And the median turn with routing reads at least 20 percent less than the median one without
    And the turn at the 95th percentile with routing reads less than the one without
    And turns that read less with routing outnumber those that read more, with p below 0.05
    And routing answers at least as many questions right as either
    And every turn of the trace tells how long it and its routing took

  @RCR-5 @filter
  Scenario: What is unlike the question by its meaning is filtered
    Given these candidates
      | id | count | kind    | wave | title       | text                                                              |
      | p  | 30    | passage | 1    | River {n}   | The river that flows through capital number {n} is long and wide. |
    And likenesses to the question that fall from 0.9 by 0.04 with each candidate
    When the solver is given context for "Which river flows through the capital?"
    Then nothing that is less than 0.35 alike is read, and the 12 most alike alone pass the filter
    And every candidate's likeness and what became of it is recorded
    And with likenesses that fall by 0.1 those from 0.35 on alone pass it

  @RCR-6 @policies @critical
  Scenario: Routing beats full context and routing by role alone
    When I ask each of these under every policy
      | question                                                                                            | answer    |
      | What is the population of the capital city of the country where the 2024 Summer Olympics were held? | 2,102,650 |
      | Which river flows through the city where the first winner of two Nobel Prizes was born?             | Vistula   |
      | What is the GDP per capita of the country that hosted the Summer Olympics in 2016?                  | 10,295    |
    Then routing reads fewer tokens than full context and fewer than routing by role alone
    And routing answers at least as many questions right as either
    And every run records what each policy would have cost

  @RCR-7 @quality @critical
  Scenario: Reading less costs no answers
    When I ask each of these under every policy
      | question                                                                                       | answer         |
      | How tall is the Burj Khalifa?                                                                  | 828            |
      | When was Demis Hassabis born?                                                                  | 27 July 1976   |
      | What currency do people use in the country whose capital is Kathmandu?                         | Nepalese rupee |
      | How many inhabitants does the Austrian capital have?                                           | 2,005,760      |
      | Which actress did the director of Jurassic Park marry?                                         | Kate Capshaw   |
      | Is Kilimanjaro higher than Mount Elbrus?                                                       | yes            |
      | How big, in square kilometres, is the largest country on the continent where Mount Everest is? | 17,098,242     |
      | Who bought Elon Musk's first company?                                                          | Compaq         |
    Then routing answers right at most 5 percent fewer than full context does
    And the words of its answers are right to within 2 points of those of full context

  @RCR-8 @selection
  Scenario: The most important comes first and the budget is well spent
    Given notes of 15 different lengths, 60 in all
    When the critic is given context for "Which river flows through the capital?" 5 times in different orders
    Then each time the same is read
    And it is read in the order of importance
    And the budget of 1024 tokens is kept
    And at least 95 percent of the importance that fits the budget is read

  @RCR-9 @importance @http
  Scenario: What is recent weighs more than what is old, as fast as it is told to
    Given these candidates
      | id | count | kind   | wave | text                                  |
      | a0   | 1     | answer | 200  | The river through the capital is long |
      | a1   | 1     | answer | 199  | The river through the capital is long |
      | a24  | 1     | answer | 176  | The river through the capital is long |
      | a168 | 1     | answer | 32   | The river through the capital is long |
    When the solver acts in wave 200 for "Which river flows through the capital?"
    Then the importance falls from "a1" over "a24" to "a168"
    And they are equally relevant, and recency makes 0.2 of their importance
    And with these half-lives a note loses so much of its importance to its age
      | half-life | a1       | a24      | a168     |
      | 0         | 0.2      | 0.2      | 0.2      |
      | 0.5       | 0.15     | 0.2      | 0.2      |
      | 24        | 0.005694 | 0.1      | 0.198438 |
      | 168       | 0.000823 | 0.018855 | 0.1      |
    When I ask "What is the population of the capital city of the country where the 2024 Summer Olympics were held?"
    And I ask the same with "half_life_waves" at 1
    Then a run keeps its half-life of 2 waves, and of 1 wave where it is told so
    And what the first wave left weighs less in the third where it is told so, by 0.05

  @RCR-10 @importance @http
  Scenario: While planning, plans come first
    Given these candidates
      | id | count | kind    | wave | text                                                          |
      | a  | 10    | plan    | 1    | Plan {n} for the river question: first the capital, then more. |
      | b  | 10    | passage | 1    | Passage {n} on the river question: the capital has one.        |
    When the planner is given context for "Which river flows through the capital?"
    Then of the first 10 by importance at least 70 percent are "a"
    When I ask "Which river flows through the city where the first winner of two Nobel Prizes was born?"
    And I have the planner take a step on that run
    Then it reads the plan before any passage, and the run's memory tells the kind of each item it read

  @RCR-11 @importance
  Scenario: A verifier reads evidence and leaves the rest
    Given these candidates
      | id | count | kind    | wave | title      | text                                                                                     |
      | a  | 20    | passage | 1    | Source {n} | The evidence confirms the claim: the Vistula flows through Warsaw, says citation {n}.     |
      | b  | 40    | passage | 1    | Recipe {n} | Whisk {n} eggs with sugar and bake the dough until golden. Serve it warm, with {n} cups of tea and a spoon of jam. |
    When the verifier is given context for "Does the Vistula flow through Warsaw?"
    Then of the upper 30 percent by importance at least 60 percent are "a"
    And at least 70 percent of "b" are left out
    And no role reads more than its budget

  @RCR-12 @determinism @critical
  Scenario: Equals are read in the order of their ids, in every run
    Given these candidates
      | id | count | kind   | wave | text                                                                           |
      | t  | 80    | answer | 1    | The river that flows through the capital is the Vistula, and it is a long river |
    When the solver is given context for "Which river flows through the capital?" 10 times in different orders
    Then each time the same is read
    And all are equally important
    And what is equally important is read in the order of ids

  @RCR-13 @selection
  Scenario: What exceeds the whole budget is skipped with a warning
    Given these candidates
      | id  | count | kind   | wave | text                                                                 |
      | big | 1     | answer | 1    | {2000 words} The river that flows through the capital is the Vistula |
    And notes of 15 different lengths, 60 in all
    When the solver is given context for "Which river flows through the capital?"
    Then "big" is named as oversized and not read
    And at least 80 percent of the budget of 1024 tokens is used
    And at least 60 percent of what is read speaks of "river"

  @RCR-14 @metrics @http
  Scenario: A run leaves the figures of its routing
    When I ask "Which river flows through the city where the first winner of two Nobel Prizes was born?"
    Then the metrics file has budgets, documents, scores, savings, selection time and tokens
    And it names its run, its time and its format "1.0"
    And its sums are those of the trace

  @RCR-15 @scale @critical
  Scenario: A million tokens are routed in one go
    Given 10000 passages of about 100 tokens, of which 3 hold the evidence
    When the solver is given context for "Which river flows through the capital of Poland?"
    Then the full context is 1000000 tokens, give or take 5 percent
    And each of the 10000 is scored once
    And no more than 128 of them are looked at by the sentence
    And what is told of the choice takes less than half of the bytes of the passages
    And the budget of 1024 tokens is kept
    And all 3 passages with the evidence are read
    And at least 95 percent of the relevance is read that the evidence has where it is offered alone

  @RCR-16 @trends @http
  Scenario: The effect of routing is followed over time
    When I ask each of
      | question                                                                                |
      | What is the GDP per capita of the country that hosted the Summer Olympics in 2016?      |
      | Which river flows through the city where the first winner of two Nobel Prizes was born? |
      | How tall is the Burj Khalifa?                                                           |
    Then the platform's own figures are those of its 3 runs
    When these are recorded for the last run, one after the other
      | gain    | 0.40 | 0.50 | 0.60 | 0.70 | 0.80 | 0.90 |
      | quality | 0.90 | 0.86 | 0.82 | 0.78 | 0.74 | 0.70 |
    Then the platform gives their means
    And by its figures the gain is rising and the quality is falling, by about -0.04 a run
    And no adjustment is asked for
    And gain and quality are correlated by -1, which is within -1 and 1
    When these are recorded for the last run, one after the other
      | gain    | 0.90 | 0.90 | 0.90 |
      | quality | 0.40 | 0.20 | 0.00 |
    Then the quality falls by more than 0.05 a run, and an adjustment is asked for
    And gain and quality are correlated by less than 0, but by more than -1
    And the weights of the importance sum up to 1 within 0.01
